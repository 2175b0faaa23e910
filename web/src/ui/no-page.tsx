import { Anchor, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export function NoPage() {
  return (
    <Stack>
      <Title order={1} size="h3">
        There is no such page
      </Title>
      <Text>
        <Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go to the alerts</Anchor>
      </Text>
    </Stack>
  );
}

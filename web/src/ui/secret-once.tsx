import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";

interface SecretOnceProps {
  /** What it is: "API token". */
  readonly what: string;
  readonly secret: string;
  /** What to do with it. */
  readonly use: string;
  readonly onKept: () => void;
}

/** A secret that the gateway shows this one time. */
export function SecretOnce({ what, secret, use, onKept }: SecretOnceProps) {
  return (
    <Alert color="yellow" title={`${what}: it is shown only now`} role="status">
      <Stack gap="xs">
        <Text size="sm">{use}</Text>
        <Code block>{secret}</Code>
        <Group gap="xs">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
          <Button size="xs" variant="default" onClick={onKept}>
            I have kept it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

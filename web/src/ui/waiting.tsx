import { Center, Loader, Text } from "@mantine/core";

/** `what` is being fetched, in words. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <Center p="xl" role="status">
      <Loader size="sm" mr="sm" aria-hidden />
      <Text c="dimmed" size="sm">
        Fetching {what}…
      </Text>
    </Center>
  );
}

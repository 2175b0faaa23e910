import { Alert, Button, Stack, Text } from "@mantine/core";
import { ApiError } from "../api/problem.ts";

/** What went wrong, why, and what helps; with a way to try again where there is one. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const known = error instanceof ApiError ? error : null;
  return (
    <Alert color="red" role="alert" title={known?.message ?? "Something went wrong on this page."}>
      <Stack gap="xs" align="flex-start">
        {known?.problem.hint !== undefined && <Text size="sm">{known.problem.hint}</Text>}
        {known?.problem.errors?.map(({ path, message }) => (
          <Text size="sm" key={`${path} ${message}`}>
            <strong>{path}</strong> {message}
          </Text>
        ))}
        {known !== null && (
          <Text size="xs" c="dimmed">
            {known.code}
          </Text>
        )}
        {retry !== undefined && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

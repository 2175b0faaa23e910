import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { Failure } from "./failure.tsx";

interface FormProps<Answer> {
  /** What its button says. */
  readonly submit: string;
  readonly act: () => Promise<Answer>;
  readonly onDone?: (answer: Answer) => unknown;
  /** Said when it went well, for forms that stay on the page. */
  readonly done?: string;
  readonly dangerous?: boolean;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}

/** Fields that are sent together: shows that it is under way, what was refused and why, and that it is done. */
export function Form<Answer>(props: FormProps<Answer>) {
  const { submit, act, onDone, done, dangerous = false, disabled = false, children } = props;
  const run = useMutation({ mutationFn: act, onSuccess: async (answer) => onDone?.(answer) });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    // A dialog is inside another form for React, though not for the browser.
    event.stopPropagation();
    run.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {children}
        {run.error !== null && <Failure error={run.error} />}
        <Group gap="sm">
          <Button
            type="submit"
            loading={run.isPending}
            disabled={disabled}
            {...(dangerous ? { color: "red" } : {})}
          >
            {submit}
          </Button>
          <Text size="sm" c="teal.4" role="status">
            {run.isSuccess && done !== undefined ? done : ""}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, type ButtonProps, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Failure } from "./failure.tsx";
import { named } from "./named.ts";

interface ActProps extends Omit<ButtonProps, "children" | "loading" | "onClick"> {
  /** What the button says, and what the dialog asks: "Revoke". */
  readonly label: string;
  /** What it does to what, for screen readers and the dialog's title: "Revoke token Scanner". */
  readonly full: string;
  /** What follows, in a sentence; with it the person is asked first. */
  readonly consequence?: ReactNode;
  readonly act: () => Promise<unknown>;
  readonly onDone?: () => unknown;
}

/** A button that does something at the gateway: shows that it is under way, and says when it was refused. */
export function Act({ label, full, consequence, act, onDone, ...look }: ActProps) {
  const [asks, setAsks] = useState(false);
  const run = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      await onDone?.();
      setAsks(false);
    },
    onError: () => setAsks(true),
  });
  const close = (): void => {
    setAsks(false);
    run.reset();
  };
  const start = (): void => {
    if (consequence === undefined) run.mutate();
    else setAsks(true);
  };
  return (
    <>
      <Button
        variant="default"
        aria-label={named(label, full)}
        {...look}
        loading={run.isPending && !asks}
        onClick={start}
      >
        {label}
      </Button>
      <Modal opened={asks} onClose={close} title={full} centered>
        <Stack>
          {consequence !== undefined && <Text size="sm">{consequence}</Text>}
          {run.error !== null && <Failure error={run.error} />}
          <Button color="red" loading={run.isPending} onClick={() => run.mutate()} data-autofocus>
            {run.error === null ? label : `${label}: try again`}
          </Button>
          <Button variant="subtle" color="gray" onClick={close}>
            Leave it as it is
          </Button>
        </Stack>
      </Modal>
    </>
  );
}

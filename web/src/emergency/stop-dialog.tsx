import { Checkbox, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AccountsField } from "../ui/accounts-field.tsx";
import { Form } from "../ui/form.tsx";
import { stopTrading } from "./emergency-schemas.ts";
import { emergencyChanged } from "./stop-news.ts";

interface StopDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The one confirmation: Enter stops everything, and what is finer can be said before. */
export function StopDialog({ open, onClose }: StopDialogProps) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title="Stop trading"
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {open && <StopForm onDone={onClose} />}
    </Modal>
  );
}

function StopForm({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("Stopped from the desk");
  const [closes, setCloses] = useState(false);
  const [accounts, setAccounts] = useState<readonly string[] | null>(null);
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Form
      submit={closes ? "Stop, and close everything" : "Stop now"}
      dangerous
      disabled={accounts?.length === 0}
      act={() => stopTrading({ reason, closes, accounts, key })}
      onDone={async () => {
        await emergencyChanged(client);
        onDone();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          Nothing is opened any more, at the gateway and on the trading machines, until somebody lifts the
          stop. Closing goes on.
        </Text>
        <TextInput
          label="Why"
          description="Every refusal says it."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
        <Checkbox
          label="Close all positions and cancel all pending orders, too"
          checked={closes}
          onChange={(event) => setCloses(event.currentTarget.checked)}
        />
        <AccountsField value={accounts} onChange={setAccounts} />
      </Stack>
    </Form>
  );
}

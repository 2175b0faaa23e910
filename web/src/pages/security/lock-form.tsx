import { Checkbox, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";

interface LockFormProps {
  readonly userId: string;
  readonly email: string;
  readonly onDone: () => unknown;
}

const FOREVER = "forever";

/** Locks a member out at once. */
export function LockForm({ userId, email, onDone }: LockFormProps) {
  const [reason, setReason] = useState("");
  const [minutes, setMinutes] = useState(FOREVER);
  const [tokens, setTokens] = useState(false);
  return (
    <Form
      submit="Lock"
      dangerous
      act={() =>
        call("/security/lock-account", {
          method: "POST",
          body: {
            userId,
            reason,
            revoke_tokens: tokens,
            ...(minutes === FOREVER ? {} : { minutes: Number(minutes) }),
          },
          answer: z.unknown(),
        })
      }
      onDone={onDone}
    >
      <TextInput
        label="Why"
        description="It stays in the audit log for good, so nothing personal belongs into it."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        required
        data-autofocus
      />
      <Select
        label={`How long ${email} is kept out`}
        data={[
          { value: FOREVER, label: "until somebody unlocks" },
          { value: "60", label: "an hour" },
          { value: "1440", label: "a day" },
          { value: "10080", label: "a week" },
        ]}
        value={minutes}
        onChange={(next) => setMinutes(next ?? minutes)}
        allowDeselect={false}
      />
      <Checkbox
        label="Also end the API tokens that they made"
        checked={tokens}
        onChange={(event) => setTokens(event.currentTarget.checked)}
      />
    </Form>
  );
}

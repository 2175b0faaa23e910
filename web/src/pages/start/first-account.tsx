import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Form } from "../../ui/form.tsx";
import { accountSchema } from "../accounts/account-schemas.ts";

/** Makes the account that the guide goes on with. */
export function FirstAccount({ onMade }: { readonly onMade: (accountId: string) => unknown }) {
  const [name, setName] = useState("My demo account");
  const [key] = useState(() => crypto.randomUUID());
  return (
    <Form
      submit="Make the account"
      act={() =>
        call("/api/accounts", { method: "POST", body: { name }, answer: accountSchema, idempotencyKey: key })
      }
      onDone={({ id }) => onMade(id)}
    >
      <TextInput
        label="What you call it"
        description="Begin with a demo account of your broker: the test trades."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        maw={420}
        required
      />
    </Form>
  );
}

interface ChosenAccountProps {
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly accountId: string;
  readonly onChoose: (accountId: string) => void;
}

/** The account that the test goes to; the guide begins with the oldest. */
export function ChosenAccount({ accounts, accountId, onChoose }: ChosenAccountProps) {
  return (
    <Select
      label="The test goes to"
      data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
      value={accountId}
      onChange={(next) => onChoose(next ?? accountId)}
      allowDeselect={false}
      maw={420}
    />
  );
}

import { Checkbox, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { AccountsField } from "../../ui/accounts-field.tsx";
import { Form } from "../../ui/form.tsx";
import { listOf } from "../../ui/lines.ts";
import { type MadeToken, madeTokenSchema } from "./token-schemas.ts";

const DAY_MS = 86_400_000;
const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
];
const scopes = [
  { value: "ticks", label: "ticks: prices" },
  { value: "book", label: "book: the order book" },
  { value: "orders", label: "orders: sees orders, positions and alerts" },
  { value: "trade", label: "trade: makes orders" },
  { value: "emergency", label: "emergency: stops trading of the accounts below" },
];

/** What a program gets: as little as it needs, for as long as it needs it. */
export function NewToken({ onDone }: { readonly onDone: (made: MadeToken) => unknown }) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["orders"]);
  const [accounts, setAccounts] = useState<readonly string[] | null>(null);
  const [addresses, setAddresses] = useState("");
  const [days, setDays] = useState("90");
  // Fixed when the form opens: the confirmation is for this very body.
  const [nowMs] = useState(gatewayNowMs);
  const from = listOf(addresses);
  return (
    <Form
      submit="Make the token"
      disabled={chosen.length === 0}
      act={() =>
        call("/api/tokens", {
          method: "POST",
          body: {
            name,
            scopes: chosen,
            accounts,
            addresses: from.length === 0 ? null : from,
            expiresAtMs: nowMs + Number(days) * DAY_MS,
          },
          answer: madeTokenSchema,
          confirm: `a program gets the token ${name}`,
        })
      }
      onDone={onDone}
    >
      <TextInput
        label="Name"
        description="What the program is called."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={60}
        required
        data-autofocus
      />
      <Checkbox.Group label="What it may" value={chosen} onChange={setChosen}>
        <Stack gap={4} mt={4}>
          {scopes.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
      <AccountsField value={accounts} onChange={setAccounts} />
      <Textarea
        label="Addresses"
        description="From which it comes, one a line, such as 203.0.113.0/24. None: from anywhere."
        value={addresses}
        onChange={(event) => setAddresses(event.currentTarget.value)}
        rows={2}
      />
      <Select
        label="Good for"
        data={lives}
        value={days}
        onChange={(next) => setDays(next ?? days)}
        allowDeselect={false}
      />
    </Form>
  );
}

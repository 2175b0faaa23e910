import { Checkbox, Group, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../../ui/form.tsx";
import { PairRows, pairsOf, recordOf } from "../../ui/pair-rows.tsx";
import { type Resource, type Route, sizeUnits } from "./strategy-schemas.ts";

interface RouteFormProps {
  /** Those that can be chosen; the one of `route` alone, when there is one. */
  readonly accounts: readonly Resource[];
  readonly route: Route | null;
  readonly save: (route: Route) => Promise<unknown>;
  readonly onDone: () => unknown;
}

const AS_MESSAGE = "message";

/** A route as its owner sets it. */
export function RouteForm({ accounts, route, save, onDone }: RouteFormProps) {
  const [accountId, setAccountId] = useState(route?.accountId ?? accounts[0]?.id ?? "");
  const [unit, setUnit] = useState(route?.size?.unit ?? AS_MESSAGE);
  const [value, setValue] = useState(route?.size?.value ?? "");
  const [symbols, setSymbols] = useState(pairsOf(route?.symbols ?? {}));
  const [enabled, setEnabled] = useState(route?.enabled ?? true);
  const sized = unit !== AS_MESSAGE;
  return (
    <Form
      submit="Save"
      act={() =>
        save({
          accountId,
          symbols: recordOf(symbols),
          enabled,
          ...(sized ? { size: { unit, value: value.trim() } } : {}),
        })
      }
      onDone={onDone}
    >
      <Select
        label="Account"
        data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        value={accountId}
        onChange={(next) => setAccountId(next ?? accountId)}
        allowDeselect={false}
        disabled={route !== null}
      />
      <Group grow align="flex-end">
        <Select
          label="Size where the message has none"
          data={[
            { value: AS_MESSAGE, label: "none: the message must say" },
            ...Object.entries(sizeUnits).map(([key, label]) => ({ value: key, label })),
          ]}
          value={unit}
          onChange={(next) => setUnit(next ?? unit)}
          allowDeselect={false}
        />
        {sized && (
          <TextInput
            label="How much"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            inputMode="decimal"
            required
          />
        )}
      </Group>
      <PairRows
        label="Symbols"
        description="Names in this strategy's messages, and what they are at the broker. They go before the account's own table."
        from="In the message"
        to="At the broker"
        pairs={symbols}
        onChange={setSymbols}
      />
      <Checkbox
        label="Alerts go to this account"
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
    </Form>
  );
}

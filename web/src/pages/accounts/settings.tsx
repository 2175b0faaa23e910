import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../../ui/form.tsx";
import { Section } from "../../ui/section.tsx";
import type { AccountPart } from "./account.tsx";
import { changeAccount } from "./account-schemas.ts";

/** Limits of one order, and how orders are carried out. */
export function AccountSettingsForm(props: AccountPart) {
  const { symbols: _, ...edited } = props.account.settings;
  // Written over while somebody else changes them, the form begins anew with what the gateway has.
  return <Fields key={JSON.stringify(edited)} {...props} />;
}

function Fields({ account, mayChange, onChanged }: AccountPart) {
  const now = account.settings;
  const [minLots, setMinLots] = useState(now.minLots);
  const [maxLots, setMaxLots] = useState(now.maxLots);
  const [suffix, setSuffix] = useState(now.suffix);
  const [rules, setRules] = useState(now.rules);
  const [deviation, setDeviation] = useState(String(now.rules.deviation));
  return (
    <Section title="Limits and rules">
      <Form
        submit="Save limits and rules"
        done="Saved."
        disabled={!mayChange}
        act={() =>
          changeAccount(account.id, {
            settings: { minLots, maxLots, suffix, rules: { ...rules, deviation: Number(deviation) } },
          })
        }
        onDone={onChanged}
      >
        <fieldset disabled={!mayChange} className="plain">
          <div className="fields">
            <TextInput
              label="Least lots of an order"
              value={minLots}
              onChange={(event) => setMinLots(event.currentTarget.value)}
              inputMode="decimal"
              required
            />
            <TextInput
              label="Most lots of an order"
              value={maxLots}
              onChange={(event) => setMaxLots(event.currentTarget.value)}
              inputMode="decimal"
              required
            />
            <TextInput
              label="Suffix of symbols"
              description="Such as .r, for names that the broker does not know without"
              value={suffix}
              onChange={(event) => setSuffix(event.currentTarget.value)}
              maxLength={8}
            />
            <TextInput
              label="Slippage of market orders"
              description="at most, in points"
              value={deviation}
              onChange={(event) => setDeviation(event.currentTarget.value)}
              inputMode="numeric"
              required
            />
          </div>
          <Select
            label="A stop closer to the market than the broker allows"
            data={[
              { value: "refuse", label: "is refused" },
              { value: "widen", label: "is moved to the nearest price that is allowed" },
            ]}
            value={rules.stops}
            onChange={(next) => setRules({ ...rules, stops: next === "widen" ? "widen" : "refuse" })}
            allowDeselect={false}
          />
          <Select
            label="Lots between two steps of the symbol"
            data={[
              { value: "refuse", label: "are refused" },
              { value: "round_down", label: "are rounded down" },
            ]}
            value={rules.lots}
            onChange={(next) => setRules({ ...rules, lots: next === "round_down" ? "round_down" : "refuse" })}
            allowDeselect={false}
          />
          <Select
            label="Positions that Sallyport did not open"
            data={[
              { value: "leave", label: "are left alone" },
              { value: "manage", label: "are closed and changed like its own" },
            ]}
            value={rules.external}
            onChange={(next) => setRules({ ...rules, external: next === "manage" ? "manage" : "leave" })}
            allowDeselect={false}
          />
        </fieldset>
      </Form>
    </Section>
  );
}

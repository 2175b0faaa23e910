import { Checkbox, Group, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../../ui/form.tsx";
import { listOf } from "../../ui/lines.ts";
import { Section } from "../../ui/section.tsx";
import { DialectMeanings } from "./dialect-meanings.tsx";
import type { StrategyPart } from "./strategy.tsx";
import { changeStrategy, type StrategySettings } from "./strategy-schemas.ts";

const SECOND_MS = 1_000;

/** Who may send, how old a message may be, and how it is read. */
export function SettingsOfStrategy(props: StrategyPart) {
  const { settings } = props.strategy;
  // Written over while somebody else changes them, the form begins anew with what the gateway has.
  const { routes: _, ...edited } = settings;
  return <Fields key={JSON.stringify(edited)} {...props} />;
}

function Fields({ strategy, mayChange, onChanged }: StrategyPart) {
  const now = strategy.settings;
  const [dialect, setDialect] = useState(now.dialect);
  const [meanings, setMeanings] = useState(now.dialectSettings);
  const [tradingview, setTradingview] = useState(now.tradingview);
  const [requireCertificate, setCertificate] = useState(now.requireCertificate);
  const [addresses, setAddresses] = useState(now.allowedAddresses.join("\n"));
  const [numbers, setNumbers] = useState({
    windowMs: String(now.windowMs / SECOND_MS),
    entryMaxAgeMs: String(now.entryMaxAgeMs / SECOND_MS),
    exitMaxAgeMs: String(now.exitMaxAgeMs / SECOND_MS),
    alertsPerMinute: now.alertsPerMinute === null ? "" : String(now.alertsPerMinute),
  });
  const number = (name: keyof typeof numbers, label: string, description: string) => (
    <TextInput
      label={label}
      description={description}
      value={numbers[name]}
      onChange={(event) => setNumbers({ ...numbers, [name]: event.currentTarget.value })}
      inputMode="numeric"
      required={name !== "alertsPerMinute"}
    />
  );
  const changed = (): Partial<StrategySettings> => ({
    dialect,
    dialectSettings: meanings,
    tradingview,
    requireCertificate,
    allowedAddresses: listOf(addresses),
    windowMs: Number(numbers.windowMs) * SECOND_MS,
    entryMaxAgeMs: Number(numbers.entryMaxAgeMs) * SECOND_MS,
    exitMaxAgeMs: Number(numbers.exitMaxAgeMs) * SECOND_MS,
    alertsPerMinute: numbers.alertsPerMinute.trim() === "" ? null : Number(numbers.alertsPerMinute),
  });
  return (
    <Section title="Settings">
      <Form
        submit="Save the settings"
        done="Saved."
        disabled={!mayChange}
        act={() => changeStrategy(strategy.id, { settings: changed() })}
        onDone={onChanged}
      >
        <fieldset disabled={!mayChange} className="plain">
          <Select
            label="Dialect"
            description="How messages are read."
            data={[
              { value: "detect", label: "whatever it looks like" },
              { value: "sallyport", label: "Sallyport only" },
              { value: "pineconnector", label: "PineConnector only" },
              { value: "traderspost", label: "TradersPost only" },
              { value: "text", label: "plain words only" },
            ]}
            value={dialect}
            onChange={(next) => setDialect(next ?? dialect)}
            allowDeselect={false}
          />
          {(dialect === "detect" || dialect === "pineconnector") && (
            <DialectMeanings meanings={meanings} onChange={setMeanings} />
          )}
          <Checkbox
            label="Only TradingView sends"
            description="Its four published addresses, and those below."
            checked={tradingview}
            onChange={(event) => setTradingview(event.currentTarget.checked)}
          />
          <Checkbox
            label="With a client certificate that the zone has verified"
            checked={requireCertificate}
            onChange={(event) => setCertificate(event.currentTarget.checked)}
          />
          <Textarea
            label="Addresses that may send"
            description="One a line, such as 203.0.113.7 or 203.0.113.0/24. None: anybody who has the secret."
            value={addresses}
            onChange={(event) => setAddresses(event.currentTarget.value)}
            rows={3}
          />
          <Group grow align="flex-start" className="fields">
            {number("windowMs", "Same message is a duplicate for", "seconds; for messages without an id")}
            {number("entryMaxAgeMs", "An entry is good for", "seconds from its time")}
            {number("exitMaxAgeMs", "An exit is good for", "seconds from its time")}
            {number("alertsPerMinute", "Alerts a minute", "at most; empty: no limit")}
          </Group>
        </fieldset>
      </Form>
    </Section>
  );
}

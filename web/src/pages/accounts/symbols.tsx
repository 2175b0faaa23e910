import { Button, CloseButton, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { Form } from "../../ui/form.tsx";
import { Section } from "../../ui/section.tsx";
import type { AccountPart } from "./account.tsx";
import { changeAccount, type SymbolRow } from "./account-schemas.ts";

/** A row that is being written; `key` keeps its place. */
interface Row {
  readonly key: string;
  readonly name: string;
  readonly venueSymbol: string;
  readonly pip: string;
  readonly minPrice: string;
  readonly maxPrice: string;
}

const columns = [
  ["name", "In messages"],
  ["venueSymbol", "At the broker"],
  ["pip", "Pip (price)"],
  ["minPrice", "Lowest price"],
  ["maxPrice", "Highest price"],
] as const;

/** What names in messages stand for at the broker, how large a pip is, and between which prices orders are taken. */
export function SymbolsForm(props: AccountPart) {
  return <Fields key={JSON.stringify(props.account.settings.symbols)} {...props} />;
}

function Fields({ account, mayChange, onChanged }: AccountPart) {
  const [rows, setRows] = useState(() => rowsOf(account.settings.symbols));
  const set = (key: string, change: Partial<Row>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...change } : row)));
  const add = (): void =>
    setRows([
      ...rows,
      { key: crypto.randomUUID(), name: "", venueSymbol: "", pip: "", minPrice: "", maxPrice: "" },
    ]);
  return (
    <Section
      title="Symbols"
      about="Only for names that are another at the broker, that need a pip, or that have a price band. The others are known from the terminal."
    >
      <Form
        submit="Save the symbols"
        done="Saved."
        disabled={!mayChange}
        act={() => changeAccount(account.id, { settings: { symbols: symbolsOf(rows) } })}
        onDone={onChanged}
      >
        <fieldset disabled={!mayChange} className="plain">
          <Stack gap="sm" align="flex-start">
            {rows.length === 0 && (
              <Text size="sm" c="dimmed">
                The table is empty.
              </Text>
            )}
            {rows.map((row, at) => (
              <Group key={row.key} gap="xs" align="flex-end" w="100%">
                <div className="fields symbol-row">
                  {columns.map(([field, label]) => (
                    <TextInput
                      key={field}
                      label={label}
                      aria-label={`${label}, row ${at + 1}`}
                      size="xs"
                      value={row[field]}
                      onChange={(event) => set(row.key, { [field]: event.currentTarget.value })}
                    />
                  ))}
                </div>
                <CloseButton
                  aria-label={`Remove ${row.name || `row ${at + 1}`}`}
                  onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
                />
              </Group>
            ))}
            {mayChange && (
              <Button size="compact-xs" variant="default" onClick={add}>
                Add a symbol
              </Button>
            )}
          </Stack>
        </fieldset>
      </Form>
    </Section>
  );
}

function rowsOf(symbols: Readonly<Record<string, SymbolRow>>): Row[] {
  return Object.entries(symbols).map(([name, { venueSymbol, pip = "", minPrice = "", maxPrice = "" }]) => ({
    ...{ key: crypto.randomUUID(), name, venueSymbol, pip, minPrice, maxPrice },
  }));
}

/** Fields that are empty are left out: they are not set. */
function symbolsOf(rows: readonly Row[]): Record<string, SymbolRow> {
  const set = rows.flatMap(({ name, venueSymbol, pip, minPrice, maxPrice }): [string, SymbolRow][] => {
    if (name.trim() === "") return [];
    const row: SymbolRow = { venueSymbol: venueSymbol.trim() || name.trim() };
    if (pip.trim() !== "") row.pip = pip.trim();
    if (minPrice.trim() !== "") row.minPrice = minPrice.trim();
    if (maxPrice.trim() !== "") row.maxPrice = maxPrice.trim();
    return [[name.trim(), row]];
  });
  return Object.fromEntries(set);
}

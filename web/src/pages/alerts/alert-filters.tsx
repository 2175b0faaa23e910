import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { type Ref, useEffect, useState } from "react";
import type { z } from "zod";
import { type AlertFilter, alertFilterSchema, isFiltered, outcomes, verdicts } from "./alert-filter.ts";

interface AlertFiltersProps {
  readonly filter: AlertFilter;
  readonly strategies: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (filter: AlertFilter) => void;
  readonly searchRef: Ref<HTMLInputElement>;
}

/** So long nothing more is typed before it is looked for. */
const TYPING_MS = 350;

/** What the list is confined to. */
export function AlertFilters({ filter, strategies, onChange, searchRef }: AlertFiltersProps) {
  const set = (change: z.input<typeof alertFilterSchema>): void =>
    onChange(alertFilterSchema.parse({ ...filter, ...change }));
  return (
    <Group gap="xs" align="flex-end" component="search">
      <Typed
        label="Search"
        placeholder="In messages and reasons"
        value={filter.text ?? ""}
        onSettled={(text) => set({ text })}
        inputRef={searchRef}
      />
      <Typed
        label="Symbol"
        placeholder="Any"
        value={filter.symbol ?? ""}
        onSettled={(symbol) => set({ symbol })}
      />
      <NativeSelect
        label="Strategy"
        size="xs"
        value={filter.strategy ?? ""}
        onChange={(event) => set({ strategy: event.currentTarget.value })}
        data={[any, ...strategies.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <NativeSelect
        label="Verdict"
        size="xs"
        value={filter.verdict ?? ""}
        onChange={(event) => set({ verdict: verdicts.find((one) => one === event.currentTarget.value) })}
        data={[any, ...verdicts.map((value) => ({ value, label: value }))]}
      />
      <NativeSelect
        label="Outcome"
        size="xs"
        value={filter.outcome ?? ""}
        onChange={(event) => set({ outcome: event.currentTarget.value })}
        data={[any, ...outcomes.map((value) => ({ value, label: value.replaceAll("_", " ") }))]}
      />
      {isFiltered(filter) && (
        <Button size="xs" variant="subtle" onClick={() => onChange({})}>
          Show all
        </Button>
      )}
    </Group>
  );
}

const any = { value: "", label: "Any" };

interface TypedProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onSettled: (value: string) => void;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A field whose value counts once nothing more is typed. */
function Typed({ label, placeholder, value, onSettled, inputRef }: TypedProps) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from outside: by the address, or by "Show all".
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === value) return;
    const wait = setTimeout(() => onSettled(typed), TYPING_MS);
    return () => clearTimeout(wait);
  });
  return (
    <TextInput
      type="search"
      label={label}
      placeholder={placeholder}
      size="xs"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      ref={inputRef}
    />
  );
}

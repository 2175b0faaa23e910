import { NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import type { LevelDraft } from "./ticket-draft.ts";

interface AmountFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** What stands beside the field: its unit, or a choice of it. */
  readonly unit: ReactNode;
  readonly id?: string;
}

/** A number with its unit in one line. It is text: what was typed stays as it was typed. */
export function AmountField({ label, value, onChange, error, placeholder, unit, id }: AmountFieldProps) {
  return (
    <div className="amount">
      <TextInput
        {...(id === undefined ? {} : { id })}
        size="xs"
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        {...(placeholder === undefined ? {} : { placeholder })}
        inputMode="decimal"
        autoComplete="off"
      />
      {unit}
    </div>
  );
}

interface LevelFieldProps {
  readonly label: string;
  readonly level: LevelDraft;
  readonly onChange: (level: LevelDraft) => void;
  readonly error?: string | undefined;
}

/** A stop or a target: a distance, or a price. */
export function LevelField({ label, level, onChange, error }: LevelFieldProps) {
  return (
    <AmountField
      label={label}
      value={level.value}
      onChange={(value) => onChange({ ...level, value })}
      error={error}
      placeholder="none"
      unit={
        <NativeSelect
          size="xs"
          aria-label={`${label} as`}
          value={level.unit}
          // In another unit the number would be another level.
          onChange={({ currentTarget }) =>
            onChange({ unit: currentTarget.value === "price" ? "price" : "pips", value: "" })
          }
          data={["pips", "price"]}
        />
      }
    />
  );
}

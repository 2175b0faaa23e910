import { Group, NativeSelect, TextInput } from "@mantine/core";
import type { LevelDraft } from "./draft.ts";

const names: Readonly<Record<LevelDraft["unit"], string>> = {
  off: "not in the message",
  pips: "pips away",
  percent: "percent away",
  price: "at the price",
  none: "removed",
};

interface LevelFieldProps {
  readonly label: string;
  readonly level: LevelDraft;
  readonly units: readonly LevelDraft["unit"][];
  readonly onChange: (level: LevelDraft) => void;
}

/** A price or a distance: how it is counted, and how much. */
export function LevelField({ label, level, units, onChange }: LevelFieldProps) {
  const { unit, value } = level;
  const counted = unit !== "off" && unit !== "none";
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NativeSelect
        label={label}
        size="xs"
        className="grow"
        value={unit}
        data={units.map((one) => ({ value: one, label: names[one] }))}
        onChange={({ currentTarget }) => {
          const next = units.find((one) => one === currentTarget.value);
          if (next !== undefined) onChange({ unit: next, value });
        }}
      />
      {counted && (
        <TextInput
          aria-label={`${label}: how much`}
          size="xs"
          className="grow"
          value={value}
          onChange={({ currentTarget }) => onChange({ unit, value: currentTarget.value })}
        />
      )}
    </Group>
  );
}

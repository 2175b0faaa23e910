import { NativeSelect, TextInput } from "@mantine/core";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: Readonly<Partial<Record<Value, string>>>;
  readonly onChange: (value: Value) => void;
}

/** One of some words, each with a value of the draft's own type. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const known = keysOf(options);
  return (
    <NativeSelect
      label={label}
      size="xs"
      value={value}
      data={known.map((one) => ({ value: one, label: options[one] ?? one }))}
      onChange={({ currentTarget }) => {
        const next = known.find((one) => one === currentTarget.value);
        if (next !== undefined) onChange(next);
      }}
    />
  );
}

function keysOf<Value extends string>(options: Readonly<Partial<Record<Value, string>>>): Value[] {
  const keys: Value[] = [];
  for (const key in options) keys.push(key);
  return keys;
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly description?: string;
}

/** A field of the composer's form. */
export function Words({ label, value, onChange, placeholder, description }: WordsProps) {
  return (
    <TextInput
      label={label}
      size="xs"
      value={value}
      placeholder={placeholder}
      description={description}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

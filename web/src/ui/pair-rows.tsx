import { Button, CloseButton, Group, Input, Stack, TextInput } from "@mantine/core";

/** A row that is being written; `key` keeps its place while it changes. */
export interface Pair {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

export function pairsOf(record: Readonly<Record<string, string>>): Pair[] {
  return Object.entries(record).map(([from, to]) => ({ key: crypto.randomUUID(), from, to }));
}

/** What was written, without rows that are empty. */
export function recordOf(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap(({ from, to }) => (from.trim() === "" ? [] : [[from.trim(), to.trim()]])),
  );
}

interface PairRowsProps {
  readonly label: string;
  readonly description?: string;
  readonly from: string;
  readonly to: string;
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: Pair[]) => void;
}

/** Names with what they stand for, to be written. */
export function PairRows({ label, description, from, to, pairs, onChange }: PairRowsProps) {
  const set = (key: string, change: Partial<Pair>): void =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...change } : pair)));
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <Stack gap="xs" mt="xs" align="flex-start">
        {pairs.map((pair, at) => (
          <Group key={pair.key} gap="xs" wrap="nowrap" w="100%">
            <TextInput
              aria-label={`${from}, row ${at + 1}`}
              placeholder={from}
              value={pair.from}
              onChange={(event) => set(pair.key, { from: event.currentTarget.value })}
              flex={1}
            />
            <TextInput
              aria-label={`${to}, row ${at + 1}`}
              placeholder={to}
              value={pair.to}
              onChange={(event) => set(pair.key, { to: event.currentTarget.value })}
              flex={1}
            />
            <CloseButton
              aria-label={`Remove row ${at + 1}`}
              onClick={() => onChange(pairs.filter(({ key }) => key !== pair.key))}
            />
          </Group>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange([...pairs, { key: crypto.randomUUID(), from: "", to: "" }])}
        >
          Add a row
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}

import { Group, Select, Text } from "@mantine/core";

interface DialectMeaningsProps {
  readonly meanings: Readonly<Record<string, string>>;
  readonly onChange: (meanings: Record<string, string>) => void;
}

const percentOrPips = [
  { value: "pips", label: "pips" },
  { value: "price", label: "a price" },
  { value: "percent", label: "percent" },
];

/** The settings of PineConnector's expert advisor that say what keys of its messages count. */
const questions = [
  {
    name: "volumeType",
    label: "risk counts (Volume Type)",
    data: [
      { value: "lots", label: "lots" },
      { value: "dollar", label: "money" },
      { value: "balance_percent_loss", label: "% of balance, loss" },
      { value: "balance_percent_margin", label: "% of balance, margin" },
      { value: "balance_percent_lots", label: "% of balance, lots" },
    ],
  },
  { name: "targetType", label: "sl and tp count (Target Type)", data: percentOrPips },
  { name: "pendingEntry", label: "price counts (Pending Order Entry)", data: percentOrPips },
  {
    name: "accountFilter",
    label: "accfilter is compared with (Account Filter)",
    data: [
      { value: "balance", label: "balance" },
      { value: "equity", label: "equity" },
      { value: "free_margin", label: "free margin" },
      { value: "margin_percent", label: "margin level in %" },
    ],
  },
  {
    name: "closeAllScope",
    label: "closeall closes",
    data: [
      { value: "account", label: "the whole account" },
      { value: "symbol", label: "the symbol" },
    ],
  },
] as const;

/** The same message traded differently on two of PineConnector's terminals; here its owner says which it is. */
export function DialectMeanings({ meanings, onChange }: DialectMeaningsProps) {
  const set = (name: string, value: string | null): void => {
    const { [name]: _, ...others } = meanings;
    onChange(value === null ? others : { ...others, [name]: value });
  };
  return (
    <details>
      <Text component="summary" size="sm">
        Old PineConnector keys, as your expert advisor had them
      </Text>
      <Group grow align="flex-end" className="fields" mt="sm">
        {questions.map(({ name, label, data }) => (
          <Select
            key={name}
            label={label}
            data={[...data]}
            value={meanings[name] ?? null}
            onChange={(value) => set(name, value)}
            placeholder="not said: refused"
            clearable
            clearButtonProps={{ "aria-label": `Do not say what ${name} is` }}
          />
        ))}
      </Group>
    </details>
  );
}

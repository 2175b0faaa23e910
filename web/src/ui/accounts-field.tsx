import { Checkbox, Stack } from "@mantine/core";
import { useAccounts } from "../pages/accounts/account-schemas.ts";

interface AccountsFieldProps {
  /** Null: all of them, also those that come later. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
  readonly label?: string;
}

/** Which trading accounts something is about. */
export function AccountsField({ value, onChange, label = "Accounts" }: AccountsFieldProps) {
  const { data } = useAccounts();
  return (
    <Stack gap="xs">
      <Checkbox
        label={`${label}: all, also those that come later`}
        checked={value === null}
        onChange={(event) => onChange(event.currentTarget.checked ? null : [])}
      />
      {value !== null && (
        <Checkbox.Group label={`${label}, only these`} value={[...value]} onChange={onChange}>
          <Stack gap={4} mt={4}>
            {data?.items.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  );
}

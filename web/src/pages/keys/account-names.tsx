import { useAccounts } from "../accounts/account-schemas.ts";

/** To which accounts something is confined, by their names. */
export function AccountNames({ ids }: { readonly ids: readonly string[] | null }) {
  const { data } = useAccounts();
  if (ids === null) return "all";
  const names = new Map(data?.items.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? id).join(", ");
}

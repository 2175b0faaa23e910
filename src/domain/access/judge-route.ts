import { type Refusal, refusal } from "../refusal.ts";
import { may, type Rights } from "./may.ts";
import type { MatchedRow } from "./route-permissions.ts";

/**
 * Why somebody with these rights may not make a request of this row; null when they may. `isPerson`: it is
 * somebody who logged in.
 */
export function judgeRoute(
  rights: Rights,
  isPerson: boolean,
  { row, accountId }: MatchedRow,
): Refusal | null {
  if (row.needs === "public") return null;
  if (row.needs === "person") {
    return isPerson ? null : refusal("forbidden", "Only a person who is logged in may do this.");
  }
  if (row.wholeTenant === true && rights.accounts !== null) {
    return refusal("forbidden", "This is about all accounts, and you are confined to some.");
  }
  if (may(rights, row.needs, accountId)) return null;
  const { needs, or } = row;
  if (or !== undefined && may(rights, or, accountId)) return null;
  if (row.accountsInBody === true && rights.accounts?.some((id) => may(rights, needs, id)) === true)
    return null;
  // An account that one is not confined to answers like another tenant's: as if it did not exist.
  if (accountId !== null && rights.accounts !== null && !rights.accounts.includes(accountId)) {
    return refusal("unknown_account", "There is no such trading account.");
  }
  return refusal("forbidden", "Your role does not allow this.");
}

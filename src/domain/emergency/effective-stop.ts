import type { ClosingWish, Stopped } from "./account-stop.ts";

/** A stop as somebody gave it. */
export interface EmergencyStop {
  readonly id: string;
  /** The accounts that it covers; null: all of the tenant's, also those made later. */
  readonly accounts: readonly string[] | null;
  readonly reason: string;
  readonly by: string;
  readonly atMs: number;
  readonly stopsEntries: boolean;
  readonly closesPositions: boolean;
}

export function covers({ accounts }: Pick<EmergencyStop, "accounts">, accountId: string): boolean {
  return accounts === null || accounts.includes(accountId);
}

/**
 * How an account stands under all stops that are in force, oldest first. The oldest one names the reason, since
 * it is the one that has to be lifted last in any case; positions are closed when any of them wants that.
 */
export function effectiveStop(
  standing: readonly EmergencyStop[],
  accountId: string,
): { readonly stopped: Stopped | null; readonly closing: ClosingWish | null } {
  const mine = standing.filter((stop) => stop.stopsEntries && covers(stop, accountId));
  const [first] = mine;
  const closing = mine.findLast(({ closesPositions }) => closesPositions);
  return {
    stopped:
      first === undefined
        ? null
        : { stopId: first.id, by: first.by, reason: first.reason, sinceMs: first.atMs },
    closing: closing === undefined ? null : { stopId: closing.id, repeat: true },
  };
}

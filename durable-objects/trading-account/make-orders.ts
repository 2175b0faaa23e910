import { deriveOrderId } from "../../src/domain/ids.ts";
import type { PlannedOrder } from "../../src/domain/order/plan.ts";
import type { OwnSource } from "../../src/domain/order/source.ts";
import { sha256 } from "../shared/crypto.ts";
import type { AccountRow } from "./account-row.ts";
import type { NewOrder } from "./ledger.ts";

/** What a group of orders comes from, and until when they are good. */
export interface Cause {
  /** Names the group; the orders' ids are derived from it, so the same cause gives the same orders. */
  readonly key: string;
  /** The strategy of an alert; empty where there is none. */
  readonly strategyId: string;
  /** Null for an alert, whose id is the key. */
  readonly source: OwnSource | null;
  readonly entryDeadlineMs: number;
  readonly exitDeadlineMs: number;
}

/** The orders of one cause, by leg, each after the one before it. */
export function makeOrders(
  { key, strategyId, source, entryDeadlineMs, exitDeadlineMs }: Cause,
  planned: readonly PlannedOrder[],
  { id: accountId, settings }: Pick<AccountRow, "id" | "settings">,
  nowMs: number,
): NewOrder[] {
  const coversAccount = planned.some(({ instruction }) => instruction.symbol === null);
  let after: string | null = null;
  return planned.map(({ leg, instruction, entry }) => {
    const id = deriveOrderId(sha256, key, accountId, leg);
    const order: NewOrder = {
      id,
      alertId: key,
      strategyId,
      source,
      leg,
      after,
      lane: coversAccount ? null : instruction.symbol,
      symbol: instruction.symbol,
      instruction,
      rules: settings.rules,
      createdAtMs: nowMs,
      deadlineMs: entry ? entryDeadlineMs : exitDeadlineMs,
    };
    after = id;
    return order;
  });
}

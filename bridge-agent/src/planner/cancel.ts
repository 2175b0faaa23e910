import type { z } from "zod";
import { isFrozen } from "../../../src/domain/order/distances.ts";
import type {
  cancelInstructionSchema,
  cancelPendingInstructionSchema,
} from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Draft } from "./draft.ts";
import { managedPendings, pendingByTicket } from "./holdings.ts";
import type { Market, PendingOrder } from "./market.ts";
import { plainRequest } from "./request-defaults.ts";

type Cancel = z.infer<typeof cancelInstructionSchema>;

/**
 * One step for each pending order that the instruction covers. Those that the broker freezes are refused
 * when that is all there is to do, else left to its own judgement.
 */
export function planCancel(cancel: Cancel, draft: Draft): Result<readonly StepRequest[], Refusal> {
  return removeSteps(managedPendings(draft, cancel), draft);
}

/** The same for one pending order, which may be gone by now. */
export function planCancelPending(
  { symbol, ticket }: z.infer<typeof cancelPendingInstructionSchema>,
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  return removeSteps(pendingByTicket(draft, symbol, ticket), draft);
}

function removeSteps(
  pendings: readonly PendingOrder[],
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const frozen = pendings.filter((pending) => isFrozenOrder(pending, draft.market));
  const [first] = frozen;
  if (first !== undefined && frozen.length === pendings.length) return err(frozenOrder(first));
  if (first !== undefined) draft.notes.push({ code: "frozen", message: frozenOrder(first).message });
  return ok(
    pendings.map((pending) => ({
      ...plainRequest,
      action: "remove",
      symbol: pending.symbol,
      side: pending.side,
      kind: pending.kind,
      lots: pending.lots,
      price: pending.price,
      stoplimit: pending.stopLimit ?? "0",
      sl: "0",
      tp: "0",
      position: "0",
      ticket: pending.ticket,
      filling: "return",
    })),
  );
}

/** True when the order is so close to being triggered that the broker changes it no more. */
export function isFrozenOrder({ symbol, side, price }: PendingOrder, market: Market): boolean {
  const facts = market.symbols.get(symbol);
  const quote = market.quotes.get(symbol);
  if (facts === undefined || quote === undefined) return false;
  return isFrozen([price], side === "buy" ? quote.ask : quote.bid, facts);
}

export function frozenOrder({ ticket, symbol }: PendingOrder): Refusal {
  return refusal(
    "frozen",
    `Order ${ticket} in ${symbol} is too close to the market: the broker changes and deletes nothing there.`,
  );
}

import type { Decision, Executed, Floor } from "../floor.ts";
import type { Retcode } from "../retcodes.ts";
import { retcodeText } from "../retcodes.ts";
import type { Outcome, TradeRequest, TradeResult, Transaction } from "../types.ts";
import { dealAtMarket } from "./market-order.ts";
import { modify, place, remove } from "./pending-order.ts";
import { closeBy, setStops } from "./position.ts";

/**
 * What comes of one trade request at this moment: the answer, the changes, which the caller has to store and
 * apply, and how it is told. Nothing is changed here, and nothing is de-duplicated.
 */
export function carryOut(request: TradeRequest, floor: Floor, nowMs: number): Outcome {
  const decision = decide(request, floor, nowMs);
  return typeof decision === "number"
    ? refused(request, decision, floor, nowMs)
    : accepted(request, decision, floor, nowMs);
}

function decide(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  switch (request.action) {
    case "deal":
      return dealAtMarket(request, floor, nowMs);
    case "pending":
      return place(request, floor, nowMs);
    case "modify":
      return modify(request, floor, nowMs);
    case "remove":
      return remove(request, floor, nowMs);
    case "sltp":
      return setStops(request, floor, nowMs);
    case "close_by":
      return closeBy(request, floor, nowMs);
  }
}

/** Every refusal names the quote: with a requote it is what the server offers. */
function refused(request: TradeRequest, retcode: Retcode, floor: Floor, nowMs: number): Outcome {
  const result: TradeResult = {
    retcode,
    deal: "0",
    order: "0",
    lots: "0",
    price: "0",
    ...quoteOf(request.symbol, floor),
    comment: retcodeText(retcode),
  };
  const told: Transaction = { type: "request", request, result, records: [] };
  return { ...result, atMs: nowMs, changes: [], transactions: [told] };
}

function accepted(request: TradeRequest, executed: Executed, floor: Floor, nowMs: number): Outcome {
  const { retcode, deal, order, lots, price, changes } = executed;
  const symbol = symbolOf(request, executed);
  const quote = executed.quoted ? quoteOf(symbol, floor) : { bid: "0", ask: "0" };
  const result: TradeResult = {
    retcode,
    deal,
    order,
    lots,
    price,
    ...quote,
    comment: retcodeText(retcode),
  };
  const echo = order === "0" ? request : { ...request, order };
  const told = { type: "request", request: echo, result } as const;
  const transactions: Transaction[] = executed.requestFirst
    ? [{ ...told, records: changes }, ...executed.transactions]
    : [...executed.transactions, { ...told, records: [] }];
  return { ...result, atMs: nowMs, changes, transactions };
}

/** Close-by requests name positions, not a symbol. */
function symbolOf(request: TradeRequest, { changes }: Executed): string {
  const first = changes[0];
  return first?.change === "order" ? first.order.symbol : request.symbol;
}

function quoteOf(symbol: string, floor: Floor): Pick<TradeResult, "bid" | "ask"> {
  const tick = floor.market(symbol)?.tick;
  return { bid: tick?.bid ?? "0", ask: tick?.ask ?? "0" };
}

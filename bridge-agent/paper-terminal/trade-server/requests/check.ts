import { Decimal } from "../../../../src/domain/decimal.ts";
import type { Floor } from "../floor.ts";
import { type AccountFigures, figuresWith } from "../money/account-figures.ts";
import type { Sums } from "../money-desk.ts";
import { sideOf } from "../order-types.ts";
import { isExecuted } from "../retcodes.ts";
import { dealSide } from "../rules/market.ts";
import { calmConduct } from "../settings.ts";
import type { TradeRequest } from "../types.ts";
import { carryOut } from "./carry-out.ts";

/** What `MqlTradeCheckResult` says: 0 and "Done" for a request that would be taken, else the return code. */
export interface CheckResult {
  readonly retcode: number;
  readonly comment: string;
  /** After the operation; an order against an open position does not lower the margin here. */
  readonly figures: AccountFigures;
}

/** OrderCheck: carries the request out on numbers that nobody gets, by a broker without whims. */
export function check(request: TradeRequest, floor: Floor, sums: Sums, nowMs: number): CheckResult {
  const trial: Floor = {
    ...floor,
    settings: { ...floor.settings, conduct: calmConduct },
    tickets: { ...floor.tickets, nextOrder: () => "0", nextDeal: () => "0" },
  };
  const { retcode, comment } = carryOut(request, trial, nowMs);
  const figures = figuresWith(sums.figures(), marginOf(request, floor, sums));
  return isExecuted(retcode) ? { retcode: 0, comment: "Done", figures } : { retcode, comment, figures };
}

function marginOf(request: TradeRequest, floor: Floor, sums: Sums): Decimal {
  const none = new Decimal(0);
  const spec = floor.spec(request.symbol);
  const market = floor.market(request.symbol);
  const isOrder = request.action === "deal" || request.action === "pending";
  if (!isOrder || request.position !== "0" || spec === undefined || market === undefined) return none;
  const price =
    request.action === "pending" ? new Decimal(request.price) : dealSide(sideOf(request.type), market);
  return sums.marginOf(spec, request.type, new Decimal(request.lots), price) ?? none;
}

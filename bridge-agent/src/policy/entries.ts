import { Decimal } from "../../../src/domain/decimal.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Book } from "./exposure.ts";

/**
 * What a request to MetaTrader does to the account's risk:
 * - `entry`: it opens, or can open, something.
 * - `moved_entry`: it gives a pending order another price, so brings it nearer to the market or farther.
 * - `exit`: it closes, cancels, or changes stops, and opens nothing.
 */
export type StepEffect = "entry" | "moved_entry" | "exit";

type Request = Pick<StepRequest, "action" | "symbol" | "side" | "lots" | "price" | "position" | "ticket">;

/**
 * Judges a request by what the account holds. A close counts as an exit only when it cannot open anything:
 * a hedging account's server refuses to close what is not there, but on a netting account an opposite order
 * that is larger than the position, or comes when it is gone, turns the position around.
 */
export function effectOf(request: Request, book: Book): StepEffect {
  switch (request.action) {
    case "remove":
    case "sltp":
    case "close_by":
      return "exit";
    case "pending":
      return "entry";
    case "modify": {
      const pending = book.pendings.find(({ ticket }) => ticket === request.ticket);
      return pending === undefined || new Decimal(pending.price).equals(request.price)
        ? "exit"
        : "moved_entry";
    }
    case "deal":
      return request.position !== "0" && closes(request, book) ? "exit" : "entry";
  }
}

function closes({ symbol, side, lots, position }: Request, book: Book): boolean {
  if (book.mode === "hedging") return true;
  const held = book.positions.find((one) => one.symbol === symbol && one.position === position);
  if (held === undefined || (held.side === "long") !== (side === "sell")) return false;
  const closing = book.closing.filter((one) => one.position === position);
  const left = closing.reduce((rest, one) => rest.minus(one.lots), new Decimal(held.lots));
  return left.greaterThanOrEqualTo(lots);
}

import { Decimal } from "../../../src/domain/decimal.ts";

export type AccountMode = "hedging" | "netting";

export interface HeldPosition {
  readonly position: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly lots: string;
  /** The Sallyport order that opened it, when it is known. */
  readonly orderId: string | null;
  /** Sallyport did not open it. */
  readonly isExternal: boolean;
}

export interface StandingPending {
  readonly ticket: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly lots: string;
  readonly price: string;
  readonly orderId: string | null;
  readonly isExternal: boolean;
}

/** An entry that was passed to the terminal and is neither a position nor a pending order yet, nor refused. */
export interface InFlight {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly lots: string;
  readonly pending: boolean;
}

/** A close that was passed to the terminal and whose outcome is not known yet. */
export interface Closing {
  readonly position: string;
  readonly symbol: string;
  /** Of the closing order: a sell closes a long. */
  readonly side: "buy" | "sell";
  readonly lots: string;
}

/** Everything on the account that is exposed to the market, or can become so without the agent being asked. */
export interface Book {
  readonly mode: AccountMode;
  readonly positions: readonly HeldPosition[];
  readonly pendings: readonly StandingPending[];
  readonly inFlight: readonly InFlight[];
  readonly closing: readonly Closing[];
}

/** A book without what others than Sallyport opened. */
export function withoutExternal(book: Book): Book {
  const own = ({ isExternal }: { readonly isExternal: boolean }) => !isExternal;
  return { ...book, positions: book.positions.filter(own), pendings: book.pendings.filter(own) };
}

/**
 * The most lots that can be open in a symbol, whichever of the pending and sent orders are filled. On a
 * hedging account both sides add up; on a netting account it is the larger of the two net positions that
 * are possible.
 */
export function exposedLots(book: Book, symbol: string): Decimal {
  const waiting = [...book.pendings, ...book.inFlight].filter((one) => one.symbol === symbol);
  const buys = sumOf(waiting.filter(({ side }) => side === "buy"));
  const sells = sumOf(waiting.filter(({ side }) => side === "sell"));
  const held = book.positions.filter((one) => one.symbol === symbol);
  const longs = sumOf(held.filter(({ side }) => side === "long"));
  const shorts = sumOf(held.filter(({ side }) => side === "short"));
  if (book.mode === "hedging") return longs.plus(shorts).plus(buys).plus(sells);
  const net = longs.minus(shorts);
  // A close that is on its way adds to a position that something else has closed or turned before.
  const closing = book.closing.filter((one) => one.symbol === symbol);
  const closingBuys = sumOf(closing.filter(({ side }) => side === "buy"));
  const closingSells = sumOf(closing.filter(({ side }) => side === "sell"));
  return Decimal.max(net.plus(buys).plus(closingBuys), sells.plus(closingSells).minus(net));
}

/** How many positions can be open at once, whichever of the pending and sent orders are filled. */
export function possiblePositions(book: Book): number {
  const { mode, positions, pendings, inFlight, closing } = book;
  const all = [...positions, ...pendings, ...inFlight];
  if (mode === "hedging") return all.length;
  return new Set([...all, ...closing].map(({ symbol }) => symbol)).size;
}

/** How many pending orders stand or are on their way. */
export function pendingCount({ pendings, inFlight }: Book): number {
  return pendings.length + inFlight.filter(({ pending }) => pending).length;
}

function sumOf(items: readonly { readonly lots: string }[]): Decimal {
  return items.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
}

import { textHash } from "../domain/feed/text-hash.ts";
import { isEnd } from "../domain/order/machine.ts";
import type { PendingOrderFacts, Position } from "./agent-link.ts";
import type { FeedAccount, FeedChange, FeedEvent, FeedOrder, FeedSnapshot, FeedState } from "./feed-state.ts";

/**
 * The state that both ends of a feed hold: the feed as it was told, the reader as it followed. Both take the
 * same steps, so they agree as long as no frame was lost; `boardHash` shows it.
 */
export interface Board {
  readonly account: FeedAccount;
  readonly positions: ReadonlyMap<string, Position>;
  readonly pendings: ReadonlyMap<string, PendingOrderFacts>;
  /** Orders that have not ended, by id. */
  readonly orders: ReadonlyMap<string, FeedOrder>;
}

export function boardOf({ account, positions, pendings, orders }: FeedSnapshot): Board {
  return {
    account,
    positions: new Map(positions.map((one) => [one.position, one])),
    pendings: new Map(pendings.map((one) => [one.ticket, one])),
    orders: new Map(orders.map((one) => [one.id, one])),
  };
}

export function snapshotOf({ account, positions, pendings, orders }: Board): FeedSnapshot {
  return {
    account,
    positions: [...positions.values()],
    pendings: [...pendings.values()],
    orders: [...orders.values()],
  };
}

/** The board after an event. One that the board knows already, or something newer than it, changes nothing. */
export function withEvent(board: Board, event: FeedEvent): Board {
  if (event.kind === "alert") return board;
  const { order } = event;
  const known = board.orders.get(order.id);
  if (known !== undefined && known.events >= order.events) return board;
  const orders = new Map(board.orders);
  if (isEnd(order.state)) orders.delete(order.id);
  else orders.set(order.id, order);
  return { ...board, orders };
}

/** The board after a change of its state. */
export function withChange(board: Board, { account, positions, pendings }: FeedChange): Board {
  return {
    ...board,
    account: account ?? board.account,
    positions: changed(board.positions, positions, ({ position }) => position),
    pendings: changed(board.pendings, pendings, ({ ticket }) => ticket),
  };
}

/** What leads from the board's state to `state`; null when nothing does, because they are the same. */
export function changeTo(board: Board, state: FeedState): FeedChange | null {
  const account = JSON.stringify(board.account) === JSON.stringify(state.account) ? undefined : state.account;
  const positions = difference(board.positions, state.positions, ({ position }) => position);
  const pendings = difference(board.pendings, state.pendings, ({ ticket }) => ticket);
  if (account === undefined && positions === undefined && pendings === undefined) return null;
  return {
    ...(account === undefined ? {} : { account }),
    ...(positions === undefined ? {} : { positions }),
    ...(pendings === undefined ? {} : { pendings }),
  };
}

/**
 * 16 hex digits over what tells two boards apart. Only these fields count, so that a reader that knows fewer
 * fields than the feed (a page from before an upgrade) still agrees:
 * - `a`: the link's epoch, whether it is ready, when the terminal last reported;
 * - `o`: each order's id and number of events;
 * - `p`: each position's id, lots, stop loss and take profit (`-` for none);
 * - `s`: each standing order's ticket, lots, price, stop loss and take profit.
 * One line each, blanks between fields, lines sorted by their UTF-16 units, joined by line feeds.
 */
export function boardHash({ account, positions, pendings, orders }: Board): string {
  const { link, terminal } = account;
  const lines = [`a ${link.epoch} ${link.ready} ${terminal?.atMs ?? "-"}`];
  for (const { id, events } of orders.values()) lines.push(`o ${id} ${events}`);
  for (const { position, lots, stopLoss, takeProfit } of positions.values()) {
    lines.push(`p ${position} ${lots} ${stopLoss ?? "-"} ${takeProfit ?? "-"}`);
  }
  for (const { ticket, lots, price, stopLoss, takeProfit } of pendings.values()) {
    lines.push(`s ${ticket} ${lots} ${price} ${stopLoss ?? "-"} ${takeProfit ?? "-"}`);
  }
  return textHash(lines.sort().join("\n"));
}

interface ListChange<One> {
  readonly set: readonly One[];
  readonly gone: readonly string[];
}

function changed<One>(
  before: ReadonlyMap<string, One>,
  change: ListChange<One> | undefined,
  keyOf: (one: One) => string,
): ReadonlyMap<string, One> {
  if (change === undefined) return before;
  const after = new Map(before);
  for (const key of change.gone) after.delete(key);
  for (const one of change.set) after.set(keyOf(one), one);
  return after;
}

function difference<One>(
  before: ReadonlyMap<string, One>,
  after: readonly One[],
  keyOf: (one: One) => string,
): { set: One[]; gone: string[] } | undefined {
  const keys = new Set(after.map(keyOf));
  const gone = [...before.keys()].filter((key) => !keys.has(key));
  const set = after.filter((one) => JSON.stringify(before.get(keyOf(one))) !== JSON.stringify(one));
  return gone.length === 0 && set.length === 0 ? undefined : { set, gone };
}

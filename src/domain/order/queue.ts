import type { OrderState } from "./events.ts";
import type { Instruction } from "./instruction.ts";
import { isEnd, type OrderRecord } from "./machine.ts";

/**
 * Which orders may be given to the agent next. The orders of one alert on one account are a *group*: it is
 * released whole, and the next group of the same symbol only when every order of the one before is
 * settled. So a close and the open after it cannot cross, and no other alert can come between the legs of
 * a flip. A group that covers the whole account waits for all symbols and holds all of them up.
 *
 * An `OrderQueue` is plain data that these functions change in place; they touch nothing else.
 */
export interface QueuedGroup {
  /** The alert's id. */
  readonly id: string;
  /** Rises with every group of the account: who came first. */
  readonly number: number;
  /** null: the whole account. */
  readonly symbol: string | null;
  released: boolean;
  settled: boolean;
}

export interface OrderQueue {
  /** Groups of each symbol, oldest first; the first one is not settled. */
  readonly symbols: Map<string, QueuedGroup[]>;
  /** Groups that cover the account, oldest first; the first one is not settled. */
  readonly account: QueuedGroup[];
}

export function emptyQueue(): OrderQueue {
  return { symbols: new Map(), account: [] };
}

/** Adds a group behind all others; its `number` must be higher than every one before. */
export function enqueue(queue: OrderQueue, group: QueuedGroup): void {
  if (group.symbol === null) {
    queue.account.push(group);
    return;
  }
  const lane = queue.symbols.get(group.symbol);
  if (lane === undefined) queue.symbols.set(group.symbol, [group]);
  else lane.push(group);
}

/**
 * Takes a group out of everybody's way. One in the middle (its orders expired before their turn) stays
 * until it comes to the front, so that this costs the same however long the queue is.
 */
export function settle(queue: OrderQueue, group: QueuedGroup): void {
  group.settled = true;
  if (group.symbol === null) {
    dropSettled(queue.account);
    return;
  }
  const lane = queue.symbols.get(group.symbol);
  if (lane === undefined) return;
  dropSettled(lane);
  if (lane.length === 0) queue.symbols.delete(group.symbol);
}

function dropSettled(lane: QueuedGroup[]): void {
  while (lane[0]?.settled === true) lane.shift();
}

/**
 * The groups that may be released now, oldest first. Only the oldest group of each symbol is looked at, so
 * the cost grows with the symbols that are busy and not with the orders that wait.
 */
export function releasable(queue: OrderQueue): QueuedGroup[] {
  const barrier = queue.account[0];
  const groups: QueuedGroup[] = [];
  let accountIsFirst = true;
  for (const lane of queue.symbols.values()) {
    const head = lane[0];
    if (head === undefined) continue;
    if (barrier !== undefined && barrier.number < head.number) continue;
    accountIsFirst = false;
    if (!head.released) groups.push(head);
  }
  if (barrier !== undefined && accountIsFirst && !barrier.released) groups.push(barrier);
  return groups.sort((a, b) => a.number - b.number);
}

/**
 * True when an order no longer holds up its symbol: it stands at the venue, has ended, or cannot be known.
 * `unknown` counts because only a ready link asks, and such a one has been reconciled. A part of a pending
 * order that fills does not bring it back into the way: it may stand for days.
 */
export function isSettled(state: OrderState, instruction: Instruction): boolean {
  if (isEnd(state) || state === "working" || state === "unknown") return true;
  return state === "partially_filled" && instruction.kind === "open" && instruction.type !== "market";
}

/** True when the leg after this order may run: the order is carried out, or there was nothing to do. */
export function letsNextLegRun({ state, refusal }: Pick<OrderRecord, "state" | "refusal">): boolean {
  return state === "filled" || (state === "rejected" && refusal?.code === NOTHING_TO_DO);
}

/** The code with which the agent rejects what has no object, e.g. a close without a position. */
export const NOTHING_TO_DO = "nothing_to_do";

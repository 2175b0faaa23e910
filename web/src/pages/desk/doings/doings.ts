import { useSyncExternalStore } from "react";
import { onSessionOver } from "../../../api/session-keys.ts";
import type { DeskOrder, Ordered } from "./desk-order.ts";
import { failureWords, type Outcome, togetherOutcome } from "./outcome-words.ts";

/** Something that a person did on the desk, and what is known of it. Kept until the session is over. */
export interface Doing {
  readonly id: number;
  readonly accountId: string;
  /** What was asked for: "Close long 0.1 EURUSD". */
  readonly what: string;
  /** What it is about: a ticket, `ticket` for the order ticket, `all` for flattening. */
  readonly target: string;
  readonly atMs: number;
  /** Null while it is being sent. */
  readonly answer: { readonly orderIds: readonly string[] } | { readonly error: unknown } | null;
}

interface Kept {
  readonly doings: readonly Doing[];
  /** The newest that is known of every order of these, and of others that the feed told of meanwhile. */
  readonly orders: ReadonlyMap<string, DeskOrder>;
}

const MOST_DOINGS = 200;
const MOST_ORDERS = 2_000;
const nothing: Kept = { doings: [], orders: new Map() };
let kept = nothing;
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: Kept): void {
  kept = next;
  for (const listener of listeners) listener();
}

// What one person did is none of the next one's business.
onSessionOver(() => set(nothing));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Everything that was done here in this session, newest first. */
export function useDoings(): Kept {
  return useSyncExternalStore(subscribe, () => kept);
}

/** Notes an order as it was told; one that is older than what is known changes nothing. */
export function learn(order: DeskOrder): void {
  const known = kept.orders.get(order.id);
  if (known !== undefined && known.changedAtMs > order.changedAtMs) return;
  const orders = new Map(kept.orders);
  orders.delete(order.id);
  orders.set(order.id, order);
  for (const id of orders.keys()) {
    if (orders.size <= MOST_ORDERS) break;
    orders.delete(id);
  }
  set({ ...kept, orders });
}

interface Wish {
  readonly accountId: string;
  readonly what: string;
  readonly target: string;
  readonly send: () => Promise<Ordered>;
}

/** Does it, and keeps account of it. Never throws: a refusal is what became of it. */
export async function doIt({ accountId, what, target, send }: Wish): Promise<Doing> {
  lastId += 1;
  const begun: Doing = { id: lastId, accountId, what, target, atMs: Date.now(), answer: null };
  set({ ...kept, doings: [begun, ...kept.doings].slice(0, MOST_DOINGS) });
  const answered = { ...begun, answer: await answerOf(send) };
  set({ ...kept, doings: kept.doings.map((one) => (one.id === begun.id ? answered : one)) });
  return answered;
}

async function answerOf(send: () => Promise<Ordered>): Promise<NonNullable<Doing["answer"]>> {
  try {
    const { orders } = await send();
    // The feed may have told more of them already.
    for (const order of orders) if (!kept.orders.has(order.id)) learn(order);
    return { orderIds: orders.map(({ id }) => id) };
  } catch (error) {
    return { error };
  }
}

/** What became of it so far. */
export function outcomeOf({ answer }: Doing, orders: Kept["orders"]): Outcome {
  if (answer === null) return { tone: "waiting", words: "Sending…" };
  if ("error" in answer) return { tone: "bad", words: failureWords(answer.error) };
  return togetherOutcome(answer.orderIds.flatMap((id) => orders.get(id) ?? []));
}

/** The newest thing done about a target; null when nothing was. */
export function useLastDoing(accountId: string, target: string): { doing: Doing; outcome: Outcome } | null {
  const { doings, orders } = useDoings();
  const doing = doings.find((one) => one.accountId === accountId && one.target === target);
  return doing === undefined ? null : { doing, outcome: outcomeOf(doing, orders) };
}

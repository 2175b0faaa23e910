import type { FeedEvent } from "../../../src/protocol/feed-state.ts";

/** One hop of an order's way, named after who takes the time. */
export interface OrderHop {
  readonly name: string;
  readonly ms: number;
}

/** The steps of one order as they were heard. */
export interface HeardOrder {
  readonly orderId: string;
  readonly steps: ReadonlyMap<string, number>;
}

const hops = [
  ["gateway", "pending", ["sent"]],
  ["to the agent", "sent", ["accepted"]],
  ["to the terminal", "accepted", ["submitted"]],
  ["broker", "submitted", ["filled", "working", "partially_filled"]],
] as const;

/** What was heard of the newest order, after one more event. An order that is older than the newest changes nothing. */
export function heardMore(heard: HeardOrder | null, event: FeedEvent): HeardOrder | null {
  if (event.kind === "alert") return heard;
  const { order, step } = event;
  if (heard === null || heard.orderId !== order.id) {
    // Only from its beginning: a note on an old order is no news of how long the way takes.
    return step.step === "pending" ? { orderId: order.id, steps: new Map([[step.step, step.atMs]]) } : heard;
  }
  if (heard.steps.has(step.step)) return heard;
  return { orderId: order.id, steps: new Map([...heard.steps, [step.step, step.atMs]]) };
}

/** How long each hop took, as far as both its ends were heard. */
export function hopsOf({ steps }: HeardOrder): readonly OrderHop[] {
  return hops.flatMap(([name, from, ends]) => {
    const startMs = steps.get(from);
    const endMs = ends.map((end) => steps.get(end)).find((atMs) => atMs !== undefined);
    return startMs === undefined || endMs === undefined ? [] : [{ name, ms: Math.max(0, endMs - startMs) }];
  });
}

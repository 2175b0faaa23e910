import { type HopOwner, type HopStep, hopTo } from "../../../../src/domain/order/hops.ts";
import type { StoryStep } from "./story-schemas.ts";

/** Whose time a hop is; `later`: nobody waited for it. */
export type Owner = HopOwner | "later";

/** One step of the way, and how long the way to it took. */
export interface Hop {
  readonly step: string;
  readonly at: number;
  /** Since the step before on the same way; null for the first. */
  readonly ms: number | null;
  readonly owner: Owner;
  /** What happened in that time, in words. */
  readonly words: string;
  /** From happening until the gateway's ledger knew it: the way back. */
  readonly backMs: number | null;
}

/** A way of its own: the alert's to its verdict, then each order's. */
export interface Way {
  readonly orderId: string | null;
  readonly hops: readonly Hop[];
}

function told(step: Exclude<HopStep, "received">): readonly [Owner, string] {
  const { owner, words } = hopTo(step);
  return [owner, words];
}

const tellers: Readonly<Record<string, readonly [Owner, string]>> = {
  fired: ["outside", "TradingView fired the alert (it tells whole seconds only)"],
  received: ["outside", "TradingView and the internet"],
  verdict: ["gateway", "the gateway proves the sender, reads, judges and stores"],
  pending: ["gateway", "the gateway makes the order and writes it into the ledger"],
  sent: told("sent"),
  accepted: told("agent"),
  submitted: told("terminal"),
  working: ["broker", "the broker places the pending order"],
  partially_filled: ["broker", "the broker executes a part"],
  filled: told("deal"),
};

function tell(step: StoryStep): readonly [Owner, string] {
  const { event } = step;
  if (event?.event === "noted") return ["later", event.message];
  if (event?.event === "unknown") return ["later", event.refusal.message];
  if (event?.event === "rejected" || event?.event === "expired") {
    const owner = event.door === "venue" ? "broker" : event.door;
    return [owner, event.refusal.message];
  }
  if (event?.event === "cancelled") return ["later", event.refusal?.message ?? "it was cancelled"];
  return tellers[step.step] ?? ["later", step.step.replaceAll("_", " ")];
}

function hopsOf(steps: readonly StoryStep[], startedAt: number | null): Hop[] {
  let last = startedAt;
  return steps.map((step) => {
    const [owner, known] = tell(step);
    const { at, recordedAt } = step;
    const ms = last === null ? null : at - last;
    const words = ms === null && step.step === "received" ? "it does not say when it was fired" : known;
    last = at;
    const backMs = recordedAt === undefined ? null : recordedAt - at;
    return { step: step.step, at, ms, owner, words, backMs };
  });
}

/** The steps of a story as ways: the alert's own first, then one for each order, which starts at the verdict. */
export function waysOf(timeline: readonly StoryStep[]): Way[] {
  const own = timeline.filter(({ orderId }) => orderId === undefined);
  const verdictAt = own.find(({ step }) => step === "verdict")?.at ?? null;
  const orders = [...new Set(timeline.flatMap(({ orderId }) => (orderId === undefined ? [] : [orderId])))];
  return [
    { orderId: null, hops: hopsOf(own, null) },
    ...orders.map((orderId) => ({
      orderId,
      hops: hopsOf(
        timeline.filter((step) => step.orderId === orderId),
        verdictAt,
      ),
    })),
  ];
}

/** The end of the chart's scale: the power of ten at or above the longest hop, at least 100 ms. */
export function scaleEnd(ways: readonly Way[]): number {
  const longest = Math.max(0, ...ways.flatMap(({ hops }) => hops.map(({ ms }) => ms ?? 0)));
  return 10 ** Math.max(2, Math.ceil(Math.log10(Math.max(1, longest))));
}

/** How long a bar is, as a share of the scale. Logarithmic: a way has hops of 1 ms and hops of seconds. */
export function barShare(ms: number, end: number): number {
  if (ms <= 0) return 0;
  return Math.min(1, Math.log10(1 + ms) / Math.log10(1 + end));
}

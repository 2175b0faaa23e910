import type { Order, Step } from "../journal/records.ts";
import { isFinal, standingOf } from "./step-standing.ts";

/** What can be done next about the steps of a planned order. */
export type NextMove =
  /** Steps are on their way, or all of them are final. */
  | { readonly move: "wait" }
  /** These steps may be passed on now. */
  | { readonly move: "pass"; readonly steps: readonly Step[] }
  /** What these steps were to follow has failed. */
  | { readonly move: "skip"; readonly steps: readonly Step[] };

/**
 * A phase begins when every step of the phases before it was carried out or had nothing to do. When one
 * of them failed, the rest is skipped: an open must not follow a close that did not happen.
 */
export function nextMove({ steps }: Order): NextMove {
  const waiting = steps.filter((step) => !step.passed && step.result === null);
  const phase = Math.min(...waiting.map((step) => step.phase));
  const before = steps.filter((step) => step.phase < phase).map(standingOf);
  if (waiting.length === 0 || !before.every(isFinal)) return { move: "wait" };
  if (before.every(({ at }) => at === "done" || at === "void")) {
    return { move: "pass", steps: waiting.filter((step) => step.phase === phase) };
  }
  return { move: "skip", steps: waiting };
}

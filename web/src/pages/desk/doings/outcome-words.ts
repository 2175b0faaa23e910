import { isEnd } from "../../../../../src/domain/order/machine.ts";
import { NOTHING_TO_DO } from "../../../../../src/domain/order/queue.ts";
import { ApiError } from "../../../api/problem.ts";
import { instructionWords } from "../../../words/instruction-words.ts";
import type { DeskOrder } from "./desk-order.ts";

/** `waiting`: more comes by itself. `standing`: done for now, it waits at the broker. */
export type Tone = "waiting" | "standing" | "good" | "bad";

export interface Outcome {
  readonly tone: Tone;
  readonly words: string;
}

const doors = { gateway: "the gateway", agent: "the trading machine", venue: "the broker" } as const;

/** What became of an order so far, as a trader would say it. */
export function orderOutcome(order: DeskOrder): Outcome {
  const { state, filledLots, averagePrice, ticket, instruction } = order;
  switch (state) {
    case "pending":
      return { tone: "waiting", words: "In the ledger; waits for its turn." };
    case "sent":
      return { tone: "waiting", words: "On its way to the trading machine." };
    case "accepted":
      return { tone: "waiting", words: "The trading machine has it." };
    case "submitted":
      return { tone: "waiting", words: "Passed to the broker." };
    case "working":
      return {
        tone: "standing",
        words: `Stands at the broker${ticket === null ? "" : `, ticket ${ticket}`}.`,
      };
    case "partially_filled":
      return {
        tone: "waiting",
        words: `${filledLots} lots at ${averagePrice ?? "?"} so far; the rest is under way.`,
      };
    case "filled":
      return averagePrice === null
        ? { tone: "good", words: "Done." }
        : { tone: "good", words: `Filled: ${filledLots} lots at ${averagePrice}.` };
    case "cancelled":
      return { tone: "bad", words: because("Cancelled", order) };
    case "rejected":
      // Withdrawing what is not there, as flattening does, has failed at nothing.
      if (order.refusal?.code === NOTHING_TO_DO) {
        return { tone: "good", words: sentence(order.refusal.message) };
      }
      return { tone: "bad", words: because(`Refused by ${doors[order.door ?? "venue"]}`, order) };
    case "expired": {
      // A limit that came to its own end at the broker is no failure of the order.
      const stood = instruction.kind === "open" && instruction.type !== "market" && ticket !== null;
      return { tone: stood ? "good" : "bad", words: because("Expired", order) };
    }
    case "unknown":
      return { tone: "waiting", words: because("Nobody knows yet whether it was executed", order) };
  }
}

function because(head: string, { refusal }: DeskOrder): string {
  return refusal === null ? `${head}.` : `${head}: ${sentence(refusal.message)}${hintOf(refusal.hint)}`;
}

/** What a call came to that was not taken. */
export function failureWords(error: unknown): string {
  if (!(error instanceof ApiError))
    return "Something went wrong on this page; what was asked may not have been sent.";
  const { status, detail, hint } = error.problem;
  if (status === 0 && error.code === "unreachable") {
    return `${sentence(detail)} Whether it arrived is not known; look at positions and orders.`;
  }
  return `${sentence(detail)}${hintOf(hint)}`;
}

function hintOf(hint: string | undefined): string {
  if (hint === undefined) return "";
  return ` ${sentence(`${hint.charAt(0).toUpperCase()}${hint.slice(1)}`)}`;
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

const MOST_TOLD = 3;

/** What became of several orders that were asked for as one. */
export function togetherOutcome(orders: readonly DeskOrder[]): Outcome {
  const [only] = orders;
  if (only === undefined) return { tone: "good", words: "There was nothing to do." };
  if (orders.length === 1) return orderOutcome(only);
  const outcomes = orders.map((order) => ({ order, ...orderOutcome(order) }));
  const tone = worst(outcomes.map((one) => one.tone));
  if (outcomes.length <= MOST_TOLD) {
    const words = outcomes.map(({ order, words: each }) => `${instructionWords(order.instruction)}: ${each}`);
    return { tone, words: words.join(" ") };
  }
  const done = orders.filter(({ state }) => state === "filled").length;
  const failed = outcomes.filter((one) => one.tone === "bad");
  const why = failed.length === 0 ? "" : ` ${failed.length} not: ${failed[0]?.words ?? ""}`;
  const open = orders.filter(({ state }) => !isEnd(state)).length;
  return { tone, words: `${done} of ${orders.length} done${open > 0 ? `, ${open} under way` : ""}.${why}` };
}

const rank: readonly Tone[] = ["good", "standing", "bad", "waiting"];

function worst(tones: readonly Tone[]): Tone {
  return rank.findLast((tone) => tones.includes(tone)) ?? "good";
}

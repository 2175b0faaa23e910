import { defaultOrderRules, type Instruction } from "../../../src/domain/order/instruction.ts";
import type { InstrumentFacts } from "../../../src/domain/order/instrument.ts";
import { circumstances, facts, market } from "../testing/fixtures.ts";
import type { Circumstances } from "./draft.ts";
import type { Market } from "./market.ts";
import { plan } from "./plan.ts";

/** Short ways to plan, for the tests of what brokers and rules make of an instruction. */

type Open = Extract<Instruction, { kind: "open" }>;

export const open = (changes: Partial<Open> = {}): Open => ({
  ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.10" },
  ...changes,
});
export const close = (changes: Partial<Extract<Instruction, { kind: "close" }>> = {}): Instruction => ({
  ...{ kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } },
  ...changes,
});
export const pips = (value: string) => ({ unit: "pips", value }) as const;
export const price = (value: string) => ({ unit: "price", value }) as const;

/** A market in which EURUSD is as the broker in question has it. */
export function broker(changes: Partial<InstrumentFacts>, rest: Partial<Market> = {}): Market {
  return market({ ...rest, symbols: new Map([["EURUSD", facts("EURUSD", changes)]]) });
}

/** The steps and what was noted; or the code of the refusal. */
export function outcome(instruction: Instruction, from = market(), given: Partial<Circumstances> = {}) {
  const planned = plan(instruction, from, circumstances(given));
  if (!planned.ok) return planned.error.code;
  const { phases, notes } = planned.value;
  return { steps: phases.flat(), notes: notes.map(({ code }) => code) };
}

export const rules = (changes: Partial<Circumstances["rules"]>) => ({
  rules: { ...defaultOrderRules, ...changes },
});

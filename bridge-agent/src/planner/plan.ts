import { MAX_STEPS } from "../../../src/domain/ids.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { NOTHING_TO_DO } from "../../../src/domain/order/queue.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import { planCancel } from "./cancel.ts";
import { planClose } from "./close.ts";
import type { Market } from "./market.ts";
import { planModify } from "./modify.ts";
import { planOpen } from "./open.ts";
import { planTarget } from "./target.ts";

/** Steps of one order by phase: those of a phase go together, and only when the phase before is done. */
export type Phases = readonly (readonly StepRequest[])[];

/**
 * Turns an instruction into MetaTrader requests, by the market as it stands. Only positions and pending
 * orders that Sallyport opened are touched. Refused with `nothing_to_do` when there is nothing that the
 * instruction applies to. Pure: the same market gives the same plan.
 */
export function plan(instruction: Instruction, market: Market): Result<Phases, Refusal> {
  const planned = planPhases(instruction, market);
  if (!planned.ok) return planned;
  const phases = planned.value.filter((steps) => steps.length > 0);
  const count = phases.reduce((sum, steps) => sum + steps.length, 0);
  if (count === 0) return err(refusal(NOTHING_TO_DO, nothing[instruction.kind]));
  if (count > MAX_STEPS) {
    return err(
      refusal("too_many_steps", `This takes ${count} requests to MetaTrader; the most is ${MAX_STEPS}.`, {
        hint: "name a symbol or a side",
      }),
    );
  }
  return ok(phases);
}

const nothing: Readonly<Record<Instruction["kind"], string>> = {
  open: "There is nothing to open.",
  close: "There is no position to close.",
  cancel: "There is no pending order to cancel.",
  modify: "There is nothing whose stop or target could be changed.",
  target: "The position stands as wanted already.",
};

function planPhases(instruction: Instruction, market: Market): Result<Phases, Refusal> {
  switch (instruction.kind) {
    case "open":
      return onePhase(planOpen(instruction, market));
    case "close":
      return onePhase(planClose(instruction, market));
    case "cancel":
      return ok([planCancel(instruction, market)]);
    case "modify":
      return onePhase(planModify(instruction, market));
    case "target":
      return planTarget(instruction, market);
  }
}

function onePhase(steps: Result<readonly StepRequest[], Refusal>): Result<Phases, Refusal> {
  return steps.ok ? ok([steps.value]) : steps;
}

import { MAX_STEPS } from "../../../src/domain/ids.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { PlanNote } from "../../../src/domain/order/normalise.ts";
import { NOTHING_TO_DO } from "../../../src/domain/order/queue.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import { planCancel, planCancelPending } from "./cancel.ts";
import { planClose, planClosePosition } from "./close.ts";
import type { Circumstances, Draft } from "./draft.ts";
import type { Market } from "./market.ts";
import { planModify, planModifyPending, planModifyPosition } from "./modify.ts";
import { planOpen } from "./open.ts";
import { planTarget } from "./target.ts";

/** Steps of one order by phase: those of a phase go together, and only when the phase before is done. */
export type Phases = readonly (readonly StepRequest[])[];

export interface Plan {
  readonly phases: Phases;
  /** What was widened or rounded, and what a person should know. */
  readonly notes: readonly PlanNote[];
}

/**
 * Turns an instruction into MetaTrader requests, by the market as it stands: sizes become lots, distances
 * prices, and every field is what the broker takes. Only positions and pending orders that Sallyport made
 * are touched, unless the rules say otherwise. Refused with `nothing_to_do` when there is nothing that the
 * instruction applies to. Pure: the same market and circumstances give the same plan.
 */
export function plan(
  instruction: Instruction,
  market: Market,
  circumstances: Circumstances,
): Result<Plan, Refusal> {
  const draft: Draft = { ...circumstances, market, notes: [] };
  const planned = planPhases(instruction, draft);
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
  return ok({ phases, notes: draft.notes });
}

const nothing: Readonly<Record<Instruction["kind"], string>> = {
  open: "There is nothing to open.",
  close: "There is no position to close.",
  close_position: "There is nothing to close of the position.",
  modify_position: "The position is not there any more.",
  modify_pending: "The pending order does not stand any more.",
  cancel_pending: "The pending order does not stand any more.",
  cancel: "There is no pending order to cancel.",
  modify: "There is nothing whose stop or target could be changed.",
  target: "The position stands as wanted already.",
};

function planPhases(instruction: Instruction, draft: Draft): Result<Phases, Refusal> {
  switch (instruction.kind) {
    case "open":
      return onePhase(planOpen(instruction, draft));
    case "close":
      return onePhase(planClose(instruction, draft));
    case "close_position":
      return onePhase(planClosePosition(instruction, draft));
    case "modify_position":
      return onePhase(planModifyPosition(instruction, draft));
    case "modify_pending":
      return onePhase(planModifyPending(instruction, draft));
    case "cancel_pending":
      return onePhase(planCancelPending(instruction, draft));
    case "cancel":
      return onePhase(planCancel(instruction, draft));
    case "modify":
      return onePhase(planModify(instruction, draft));
    case "target":
      return planTarget(instruction, draft);
  }
}

function onePhase(steps: Result<readonly StepRequest[], Refusal>): Result<Phases, Refusal> {
  return steps.ok ? ok([steps.value]) : steps;
}

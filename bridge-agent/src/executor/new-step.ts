import type { Step, StepRequest } from "../journal/records.ts";

/** A step that was planned and not passed on yet. */
export function newStep(step: number, phase: number, request: StepRequest): Step {
  return {
    ...{ step, phase, request, passed: false, passedAtMs: null, passedTo: null, submitted: false },
    ...{ unknown: null, result: null, gone: null, deals: [] },
  };
}

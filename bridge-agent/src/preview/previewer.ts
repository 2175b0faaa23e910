import { Decimal } from "../../../src/domain/decimal.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { PlanNote } from "../../../src/domain/order/normalise.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { FromGateway } from "../../../src/protocol/agent-link.ts";
import type { Previewed, PreviewedOrder, PreviewStep } from "../../../src/protocol/preview.ts";
import { circumstancesOf } from "../executor/circumstances.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Circumstances } from "../planner/draft.ts";
import type { Market } from "../planner/market.ts";
import { plan } from "../planner/plan.ts";
import { afterSteps } from "./after-steps.ts";
import { previewStep } from "./step-preview.ts";

export interface PreviewerParts {
  readonly market: Market;
  readonly clock: GatewayClock;
  /** Why nothing could be passed to the terminal now; null when it could. */
  readonly notReady: () => Refusal | null;
  /** What the policy would say of these steps, without taking note of them; null where they may pass. */
  readonly judge?: (steps: readonly StepRequest[]) => readonly (Refusal | null)[];
}

/** Says what orders would become, by the planner that makes them; writes nothing and sends nothing. */
export class Previewer {
  readonly #parts: PreviewerParts;

  constructor(parts: PreviewerParts) {
    this.#parts = parts;
  }

  answer({ requestId, rules, instructions }: Extract<FromGateway, { type: "preview" }>): Previewed {
    const { market, clock, notReady } = this.#parts;
    const { account } = market;
    const figures = account && {
      currency: account.currency,
      balance: account.balance,
      equity: account.equity,
      margin: account.margin,
      freeMargin: account.freeMargin,
    };
    const refusal = notReady();
    const orders =
      refusal === null
        ? this.#orders(instructions, circumstancesOf(rules, clock))
        : instructions.map(() => ({ steps: [], notes: [], refusal }));
    return { type: "previewed", requestId, account: figures ?? null, orders };
  }

  #orders(instructions: readonly Instruction[], circumstances: Circumstances): PreviewedOrder[] {
    let { market } = this.#parts;
    return instructions.map((instruction) => {
      const planned = plan(instruction, market, circumstances);
      if (!planned.ok) return { steps: [], notes: [], refusal: planned.error };
      const { phases, notes } = planned.value;
      const now = market;
      const steps = phases.flatMap((requests, phase) =>
        requests.map((request) => previewStep(request, phase, now, circumstances.aheadMs)),
      );
      const requests = phases.flat();
      market = afterSteps(now, requests);
      const refused = this.#parts.judge?.(requests).find((refusal) => refusal !== null) ?? null;
      return { steps, notes: [...notes, ...marketNotes(steps, now)], refusal: refused };
    });
  }
}

/** What the broker would most likely refuse, which only it can know for sure. */
function marketNotes(steps: readonly PreviewStep[], { symbols, account }: Market): PlanNote[] {
  const notes: PlanNote[] = [];
  const closed = steps.find(({ symbol }) => symbols.get(symbol)?.open === false);
  if (closed !== undefined) {
    notes.push({ code: "market_closed", message: `The market of ${closed.symbol} is closed now.` });
  }
  const margin = steps.reduce((sum, step) => sum.plus(step.margin ?? 0), new Decimal(0));
  if (account !== undefined && margin.greaterThan(account.freeMargin)) {
    const message = `This takes a margin of ${margin.toFixed()} ${account.currency}; ${account.freeMargin} are free.`;
    notes.push({ code: "margin_short", message });
  }
  return notes;
}

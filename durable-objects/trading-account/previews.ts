import type { Instruction } from "../../src/domain/order/instruction.ts";
import { type PlannedOrder, planOrders } from "../../src/domain/order/plan.ts";
import { planTicketAct } from "../../src/domain/order/ticket-acts.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Previewed } from "../../src/protocol/preview.ts";
import type { AccountRow } from "./account-row.ts";
import { type AgentSockets, send } from "./agent-sockets.ts";
import type { LinkState } from "./link-state.ts";
import type { Terminal } from "./terminal.ts";
import type { AskedPreview, Preview } from "./views.ts";

/** How long an agent has to say what orders would become. */
const ANSWER_MS = 5_000;

export interface PreviewsParts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
}

/** Says what a signal or an act would become here: by this object's own planning, and by what its agent answers. */
export class Previews {
  readonly #parts: PreviewsParts;
  readonly #waiting = new Map<string, (answer: Previewed) => void>();

  constructor(parts: PreviewsParts) {
    this.#parts = parts;
  }

  async of(asked: AskedPreview): Promise<Result<Preview, Refusal>> {
    const signal = "signal" in asked ? asked.signal : null;
    const planned = this.#plan(asked);
    if (!planned.ok) {
      return ok({ signal, account: null, orders: [], refusal: { door: "gateway", ...planned.error } });
    }
    const nothing: Preview = { signal, account: null, orders: [], refusal: null };
    if (planned.value.length === 0) return ok(nothing);
    const answer = await this.#ask(planned.value.map(({ instruction }) => instruction));
    if (!answer.ok) return answer;
    const orders = planned.value.flatMap(({ leg, instruction }, index) => {
      const found = answer.value.orders[index];
      if (found === undefined) return [];
      const { steps, notes, refusal: refused } = found;
      const why = refused === null ? null : { door: "agent" as const, ...refused };
      return [{ leg, instruction, steps, notes, refusal: why }];
    });
    return ok({ ...nothing, account: answer.value.account, orders });
  }

  #plan(asked: AskedPreview): Result<PlannedOrder[], Refusal> {
    const { account, terminal } = this.#parts;
    const { facts } = terminal;
    if ("act" in asked) return planTicketAct(asked.act, account, { facts, ...terminal.positions() });
    const { signal, route } = asked;
    return planOrders({ signal, route, profile: { settings: account.settings, facts } });
  }

  /** Takes an answer; one that nobody waits for any more is ignored. */
  answered(answer: Previewed): void {
    this.#waiting.get(answer.requestId)?.(answer);
  }

  async #ask(instructions: Instruction[]): Promise<Result<Previewed, Refusal>> {
    const { account, link, sockets } = this.#parts;
    const { stage, epoch } = link.row;
    const socket = sockets.of(epoch);
    // Before its hello an agent takes nothing.
    if (socket === null || stage === "away" || stage === "welcomed") {
      return err(refusal("agent_offline", "The account's agent is not connected."));
    }
    const requestId = crypto.randomUUID();
    const answer = new Promise<Previewed | null>((resolve) => {
      const late = setTimeout(() => resolve(null), ANSWER_MS);
      this.#waiting.set(requestId, (found) => {
        clearTimeout(late);
        resolve(found);
      });
    });
    send(socket, { type: "preview", requestId, rules: account.settings.rules, instructions });
    const found = await answer;
    this.#waiting.delete(requestId);
    if (found !== null && found.orders.length === instructions.length) return ok(found);
    return err(refusal("agent_timeout", `The account's agent did not answer within ${ANSWER_MS / 1000} s.`));
  }
}

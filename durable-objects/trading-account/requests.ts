import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import { opens } from "../../src/domain/emergency/opens.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { AuditPost } from "../shared/audit-post.ts";
import type { AccountRow } from "./account-row.ts";
import type { AgentSockets } from "./agent-sockets.ts";
import { type Intake, orderIdsOf } from "./intake.ts";
import type { Ledger, NewOrder } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import { makeOrders } from "./make-orders.ts";
import { summaryOf } from "./order-summary.ts";
import { planRequest, toldOf } from "./requested-orders.ts";
import type { StoredOrder } from "./rows.ts";
import type * as schema from "./schema.ts";
import type { Commit } from "./tables.ts";
import type { Terminal } from "./terminal.ts";
import type { Ordered, OrderRequest } from "./views.ts";

/** As a strategy has them where its owner set none: for so long an order may still be submitted. */
const ENTRY_WITHIN_MS = 30_000;
const EXIT_WITHIN_MS = 5 * 60_000;

export interface RequestsParts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
  readonly audit: AuditPost<typeof schema>;
  readonly commit: Commit;
}

/** Orders that a person or a program gives, each once by the id of its request. */
export class Requests {
  readonly #parts: RequestsParts;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /**
   * Puts a request's orders into the ledger, or finds those that a repeat of it gave before. A refusal is recorded
   * and leaves no order, so the same request may come again when its cause is gone.
   */
  take(request: OrderRequest, who: RawActor, nowMs: number): Result<Ordered, Refusal> {
    const before = this.#known(request);
    if (before !== null) return before;
    const { intake, audit, commit } = this.#parts;
    const groups = this.#groups(request, nowMs);
    commit(() => {
      // One call for each group: what is entered together is released together.
      if (groups.ok) for (const orders of groups.value) intake.enter(orders, nowMs, this.#offline);
      this.#record(request, who, groups.ok ? null : groups.error, nowMs);
    });
    audit.deliver();
    if (!groups.ok) return groups;
    return ok({ requestId: request.requestId, repeated: false, orders: this.#summaries(request.requestId) });
  }

  #known({ requestId, asked }: OrderRequest): Result<Ordered, Refusal> | null {
    const [first] = this.#stored(requestId);
    if (first === undefined) return null;
    if (first.source === null || first.source.kind === "stop" || first.source.asked !== asked) {
      return err(
        refusal("idempotency_conflict", "This Idempotency-Key was used for another order.", {
          hint: "Take a new key for every new order.",
        }),
      );
    }
    return ok({ requestId, repeated: true, orders: this.#summaries(requestId) });
  }

  #groups(request: OrderRequest, nowMs: number): Result<NewOrder[][], Refusal> {
    const { account, terminal, intake } = this.#parts;
    const { requestId, kind, by, asked } = request;
    const planned = planRequest(request.what, account, terminal);
    if (!planned.ok) return planned;
    const cause = {
      strategyId: "",
      source: { kind, by, requestId, asked },
      ...{ entryDeadlineMs: nowMs + ENTRY_WITHIN_MS, exitDeadlineMs: nowMs + EXIT_WITHIN_MS },
    };
    const keys = groupKeys(requestId);
    const groups = planned.value.map((group, at) =>
      makeOrders({ ...cause, key: keys[at] ?? requestId }, group, account, nowMs),
    );
    const refused = intake.refusalOf(groups.flat(), this.#offline);
    return refused === null ? ok(groups) : err(refused);
  }

  /**
   * Whoever orders by hand waits for it: what would open is refused at once while the agent is away, and not opened
   * at another price when it is back. What closes, withdraws or changes is worth waiting for.
   */
  readonly #offline = ({ instruction }: Pick<NewOrder, "instruction">): Refusal | null => {
    const { link, sockets } = this.#parts;
    return sockets.of(link.row.epoch) === null && opens(instruction) ? agentOffline : null;
  };

  #record({ requestId, what }: OrderRequest, who: RawActor, refused: Refusal | null, nowMs: number): void {
    const { audit, account } = this.#parts;
    const after = { requestId, ...toldOf(what) };
    const refusedAs = refused === null ? {} : { refused: refused.code };
    audit.record({ action: "order.placed", who, subject: account.subject, after, ...refusedAs }, nowMs);
  }

  #stored(requestId: string): StoredOrder[] {
    const { ledger, account } = this.#parts;
    return groupKeys(requestId).flatMap((key) => ledger.findAll(orderIdsOf(key, account.id)));
  }

  #summaries(requestId: string) {
    return this.#stored(requestId).map(summaryOf);
  }
}

/** The keys of the groups that a request can order; the first is its own id. */
function groupKeys(requestId: string): [string, string] {
  return [requestId, `${requestId}/2`];
}

const agentOffline = refusal(
  "agent_offline",
  "The account's agent is not connected, so nothing can be opened now.",
  { hint: "what closes, withdraws or changes stops is taken, and waits for the agent until its deadline" },
);

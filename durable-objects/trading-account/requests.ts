import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { AuditPost } from "../shared/audit-post.ts";
import type { AccountRow } from "./account-row.ts";
import { type Intake, orderIdsOf } from "./intake.ts";
import type { Ledger, NewOrder } from "./ledger.ts";
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
    const orders = this.#orders(request, nowMs);
    commit(() => {
      if (orders.ok) intake.enter(orders.value, nowMs);
      this.#record(request, who, orders.ok ? null : orders.error, nowMs);
    });
    audit.deliver();
    if (!orders.ok) return orders;
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

  #orders(request: OrderRequest, nowMs: number): Result<NewOrder[], Refusal> {
    const { account, terminal, intake } = this.#parts;
    const { requestId: key, kind, by, asked } = request;
    const planned = planRequest(request.what, account, terminal);
    if (!planned.ok) return planned;
    const source = { kind, by, requestId: key, asked };
    const times = { entryDeadlineMs: nowMs + ENTRY_WITHIN_MS, exitDeadlineMs: nowMs + EXIT_WITHIN_MS };
    const orders = makeOrders({ key, strategyId: "", source, ...times }, planned.value, account, nowMs);
    const stopped = intake.refusalOf(orders);
    return stopped === null ? ok(orders) : err(stopped);
  }

  #record({ requestId, what }: OrderRequest, who: RawActor, refused: Refusal | null, nowMs: number): void {
    const { audit, account } = this.#parts;
    const after = { requestId, ...toldOf(what) };
    const refusedAs = refused === null ? {} : { refused: refused.code };
    audit.record({ action: "order.placed", who, subject: account.subject, after, ...refusedAs }, nowMs);
  }

  #stored(requestId: string): StoredOrder[] {
    const { ledger, account } = this.#parts;
    return ledger.findAll(orderIdsOf(requestId, account.id));
  }

  #summaries(requestId: string) {
    return this.#stored(requestId).map(summaryOf);
  }
}

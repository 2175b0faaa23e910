import * as z from "zod";
import { alertIdSchema, deriveOrderId } from "../../src/domain/ids.ts";
import { reasonLabel } from "../../src/domain/metrics/reasons.ts";
import { type PlannedOrder, planOrders } from "../../src/domain/order/plan.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, type Result } from "../../src/domain/result.ts";
import { type Delivery, deliverySchema } from "../../src/protocol/delivery.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { Counters } from "../shared/counters.ts";
import { sha256 } from "../shared/crypto.ts";
import type { AccountRow } from "./account-row.ts";
import { expire } from "./dispatcher.ts";
import type { Forgotten } from "./forgotten.ts";
import type { Ledger, NewOrder } from "./ledger.ts";
import { makeOrders } from "./make-orders.ts";
import type { RefusalTable } from "./refusal-table.ts";
import type { Stops } from "./stops.ts";
import type { Terminal } from "./terminal.ts";

/** The most legs that a signal has, and so the orders that an alert can give on one account. */
const MAX_LEGS = 4;

const addressedSchema = z.object({ alertId: alertIdSchema });

/** A delivery and what comes of it here; no orders when it only concerns the strategy. */
type Plan =
  | { readonly alertId: string; readonly refusal: Refusal }
  | { readonly alertId: string; readonly orders: readonly NewOrder[] };

/** The ids that the orders of an alert or a request have on an account, whether or not they exist; by leg. */
export function orderIdsOf(key: string, accountId: string): string[] {
  return Array.from({ length: MAX_LEGS }, (_, leg) => deriveOrderId(sha256, key, accountId, leg));
}

/** Told, within the commit, of what an alert came to here: orders, or why there are none. */
export type AlertListener = (
  alertId: string,
  orderIds: readonly string[],
  why: Refusal | null,
  nowMs: number,
) => void;

/** Why an order may not be taken, beside the stop of all trading; null when it may. */
type OrderCheck = (order: Pick<NewOrder, "instruction">) => Refusal | null;

const nothingMore: OrderCheck = () => null;

export interface IntakeParts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly refusals: RefusalTable;
  readonly forgotten: Forgotten;
  readonly alarms: Alarms;
  readonly metrics: Counters;
  readonly stops: Pick<Stops, "refusalOf">;
  readonly told: AlertListener;
}

/** Turns deliveries into orders, each once. */
export class Intake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Says what a delivery gives here, and writes nothing. Throws when it does not even name its alert. */
  plan(item: unknown, nowMs: number): Plan {
    const { alertId } = addressedSchema.parse(item);
    if (this.#parts.forgotten.covers(alertId)) return { alertId, refusal: tooOld() };
    const delivery = deliverySchema.safeParse(item);
    if (!delivery.success) {
      const place = delivery.error.issues[0]?.path.join(".") ?? "";
      const why = `The account cannot read the delivery at "${place}"; strategy and account run different versions.`;
      return { alertId, refusal: refusal("delivery_not_understood", why) };
    }
    const planned = this.#planOrders(delivery.data);
    if (!planned.ok) return { alertId, refusal: planned.error };
    const { strategyId, entryDeadlineMs, exitDeadlineMs } = delivery.data;
    const cause = { key: alertId, strategyId, source: null, entryDeadlineMs, exitDeadlineMs };
    const orders = makeOrders(cause, planned.value, this.#parts.account, nowMs);
    const stopped = this.refusalOf(orders);
    return stopped === null ? { alertId, orders } : { alertId, refusal: stopped };
  }

  /**
   * Puts a plan into the ledger, unless its alert is there already; belongs into a transaction. Returns the orders
   * that are new.
   */
  apply(plan: Plan, nowMs: number): readonly NewOrder[] {
    if ("orders" in plan) return this.#order(plan.alertId, plan.orders, nowMs);
    this.#refuse(plan.alertId, plan.refusal, nowMs);
    return [];
  }

  /**
   * Why none of these orders may be taken, because trading is stopped or by `more`; null when some may. Of a flip the
   * close goes on, and the open stands in the ledger as rejected.
   */
  refusalOf(orders: readonly NewOrder[], more: OrderCheck = nothingMore): Refusal | null {
    const refusals = orders.map((order) => this.#parts.stops.refusalOf(order) ?? more(order));
    return refusals.every((why) => why !== null) ? (refusals[0] ?? null) : null;
  }

  /** Puts the orders of one cause into the ledger; belongs into a transaction. */
  enter(orders: readonly NewOrder[], nowMs: number, more: OrderCheck = nothingMore): void {
    this.#parts.ledger.add(orders);
    for (const { id, deadlineMs } of orders) {
      const order = this.#parts.ledger.open.get(id);
      if (order?.state !== "pending") continue;
      const why = this.#parts.stops.refusalOf(order) ?? more(order);
      if (why !== null)
        this.#parts.ledger.record(id, { event: "rejected", door: "gateway", refusal: why }, nowMs, nowMs);
      else if (nowMs > deadlineMs) expire(this.#parts.ledger, order, nowMs);
      else this.#parts.alarms.noLaterThan(deadlineMs + 1);
    }
  }

  #refuse(alertId: string, why: Refusal, nowMs: number): void {
    // What is refused now may have been taken before: settings and symbols change.
    const ids = orderIdsOf(alertId, this.#parts.account.id);
    if (ids.some((id) => this.#parts.ledger.knows(id, alertId))) return;
    this.#parts.refusals.add(alertId, why, nowMs);
    this.#parts.metrics.add("sallyport_deliveries_refused_total", { reason: reasonLabel(why.code) });
    this.#parts.told(alertId, [], why, nowMs);
  }

  #order(alertId: string, orders: readonly NewOrder[], nowMs: number): readonly NewOrder[] {
    const [first] = orders;
    // All legs or none, so the first order stands for all.
    if (first === undefined || this.#parts.ledger.knows(first.id, alertId)) return [];
    const orderIds = orders.map(({ id }) => id);
    this.#parts.told(alertId, orderIds, null, nowMs);
    this.enter(orders, nowMs);
    return orders;
  }

  #planOrders({ tenantId, route, signal }: Delivery): Result<PlannedOrder[], Refusal> {
    const { id, settings } = this.#parts.account;
    if (tenantId !== this.#parts.account.tenantId || route.accountId !== id) {
      return err(
        refusal("not_your_account", "The strategy and the account do not belong to the same tenant."),
      );
    }
    return planOrders({ signal, route, profile: { settings, facts: this.#parts.terminal.facts } });
  }
}

/** Whether its orders existed is not known any more; that they are not made now is what counts (promise P1). */
function tooOld(): Refusal {
  return refusal(
    "records_deleted",
    "The account's records of that time are deleted; nothing came of this now.",
  );
}

import { z } from "zod";
import { alertIdSchema, deriveOrderId } from "../../src/domain/ids.ts";
import { type PlannedOrder, planOrders } from "../../src/domain/order/plan.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, type Result } from "../../src/domain/result.ts";
import { type Delivery, deliverySchema } from "../../src/protocol/delivery.ts";
import type { Alarms } from "../shared/alarms.ts";
import { sha256 } from "../shared/crypto.ts";
import type { AccountRow } from "./account-row.ts";
import { expire } from "./dispatcher.ts";
import type { Ledger, NewOrder } from "./ledger.ts";
import type { RefusalTable } from "./refusal-table.ts";
import type { Terminal } from "./terminal.ts";

/** The most legs that a signal has, and so the orders that an alert can give on one account. */
const MAX_LEGS = 4;

const addressedSchema = z.object({ alertId: alertIdSchema });

/** A delivery and what comes of it here; no orders when it only concerns the strategy. */
type Plan =
  | { readonly alertId: string; readonly refusal: Refusal }
  | { readonly alertId: string; readonly orders: readonly NewOrder[] };

/** The ids that an alert's orders have on an account, whether or not they exist; by leg. */
export function orderIdsOf(alertId: string, accountId: string): string[] {
  return Array.from({ length: MAX_LEGS }, (_, leg) => deriveOrderId(sha256, alertId, accountId, leg));
}

/** Told, within the commit, of what an alert came to here: orders, or why there are none. */
export type AlertListener = (
  alertId: string,
  orderIds: readonly string[],
  why: Refusal | null,
  nowMs: number,
) => void;

/** Turns deliveries into orders, each once. */
export class Intake {
  readonly #account: AccountRow;
  readonly #terminal: Terminal;
  readonly #ledger: Ledger;
  readonly #refusals: RefusalTable;
  readonly #alarms: Alarms;
  readonly #told: AlertListener;

  constructor(
    account: AccountRow,
    terminal: Terminal,
    ledger: Ledger,
    refusals: RefusalTable,
    alarms: Alarms,
    told: AlertListener,
  ) {
    this.#account = account;
    this.#terminal = terminal;
    this.#ledger = ledger;
    this.#refusals = refusals;
    this.#alarms = alarms;
    this.#told = told;
  }

  /** Says what a delivery gives here, and writes nothing. Throws when it does not even name its alert. */
  plan(item: unknown, nowMs: number): Plan {
    const { alertId } = addressedSchema.parse(item);
    const delivery = deliverySchema.safeParse(item);
    if (!delivery.success) {
      const place = delivery.error.issues[0]?.path.join(".") ?? "";
      const why = `The account cannot read the delivery at "${place}"; strategy and account run different versions.`;
      return { alertId, refusal: refusal("delivery_not_understood", why) };
    }
    const planned = this.#planOrders(delivery.data);
    if (!planned.ok) return { alertId, refusal: planned.error };
    return { alertId, orders: makeOrders(delivery.data, planned.value, this.#account, nowMs) };
  }

  /** Puts a plan into the ledger, unless its alert is there already; belongs into a transaction. */
  apply(plan: Plan, nowMs: number): void {
    if ("refusal" in plan) this.#refuse(plan.alertId, plan.refusal, nowMs);
    else this.#order(plan.alertId, plan.orders, nowMs);
  }

  #refuse(alertId: string, why: Refusal, nowMs: number): void {
    // What is refused now may have been taken before: settings and symbols change.
    const ids = orderIdsOf(alertId, this.#account.id);
    if (ids.some((id) => this.#ledger.knows(id, alertId))) return;
    this.#refusals.add(alertId, why, nowMs);
    this.#told(alertId, [], why, nowMs);
  }

  #order(alertId: string, orders: readonly NewOrder[], nowMs: number): void {
    const [first] = orders;
    // All legs or none, so the first order stands for all.
    if (first === undefined || this.#ledger.knows(first.id, alertId)) return;
    const orderIds = orders.map(({ id }) => id);
    this.#told(alertId, orderIds, null, nowMs);
    this.#ledger.add(orders);
    for (const { id, deadlineMs } of orders) {
      const order = this.#ledger.open.get(id);
      if (order?.state !== "pending") continue;
      if (nowMs > deadlineMs) expire(this.#ledger, order, nowMs);
      else this.#alarms.noLaterThan(deadlineMs + 1);
    }
  }

  #planOrders({ tenantId, route, signal }: Delivery): Result<PlannedOrder[], Refusal> {
    const { id, settings } = this.#account;
    if (tenantId !== this.#account.tenantId || route.accountId !== id) {
      return err(
        refusal("not_your_account", "The strategy and the account do not belong to the same tenant."),
      );
    }
    return planOrders({ signal, route, profile: { settings, facts: this.#terminal.facts } });
  }
}

function makeOrders(
  { alertId, strategyId, entryDeadlineMs, exitDeadlineMs }: Delivery,
  planned: readonly PlannedOrder[],
  { id: accountId, settings }: Pick<AccountRow, "id" | "settings">,
  nowMs: number,
): NewOrder[] {
  const coversAccount = planned.some(({ instruction }) => instruction.symbol === null);
  let after: string | null = null;
  return planned.map(({ leg, instruction, entry }) => {
    const id = deriveOrderId(sha256, alertId, accountId, leg);
    const order: NewOrder = {
      id,
      alertId,
      strategyId,
      leg,
      after,
      lane: coversAccount ? null : instruction.symbol,
      symbol: instruction.symbol,
      instruction,
      rules: settings.rules,
      createdAtMs: nowMs,
      deadlineMs: entry ? entryDeadlineMs : exitDeadlineMs,
    };
    after = id;
    return order;
  });
}

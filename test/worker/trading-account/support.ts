import type { AlertOrders, OrderView } from "../../../durable-objects/trading-account/views.ts";
import type { CloseLeg, Leg, OpenLeg } from "../../../src/domain/alert/signal.ts";
import { makeAlertId, makeId } from "../../../src/domain/ids.ts";
import type { Deal, OrderEvent, OrderState } from "../../../src/domain/order/events.ts";
import { defaultOrderRules } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { AccountSettings, Delivery } from "../../../src/protocol/delivery.ts";
import { until } from "../../support/until.ts";
import { accountStub } from "./account-stub.ts";

function random(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(26));
}

export const settings: AccountSettings = {
  symbols: {},
  suffix: "",
  minLots: "0.01",
  maxLots: "10",
  rules: defaultOrderRules,
};

export interface TestAccount {
  readonly id: string;
  readonly tenantId: string;
  readonly strategyId: string;
}

export function newIds(): TestAccount {
  const nowMs = Date.now();
  return {
    id: makeId("acc", nowMs, random()),
    tenantId: makeId("ten", nowMs, random()),
    strategyId: makeId("str", nowMs, random()),
  };
}

/** A new account without an agent. */
export async function makeAccount(over: Partial<AccountSettings> = {}): Promise<TestAccount> {
  const account = newIds();
  const { id, tenantId } = account;
  must(await accountStub(id).create({ id, tenantId, name: "Test", settings: { ...settings, ...over } }));
  return account;
}

/** The value of an answer that must not be a refusal. */
export function must<T>(answer: Result<T, Refusal>): T {
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
  return answer.value;
}

export const buy: OpenLeg = {
  action: "open",
  side: "buy",
  type: "market",
  size: { unit: "lots", value: "0.1" },
};
export const closeLong: CloseLeg = {
  action: "close",
  scope: "symbol",
  side: "long",
  amount: { unit: "all" },
};

/** A delivery of a new alert; by default a market buy of EURUSD with half a minute to go. */
export function delivery(
  { id, tenantId, strategyId }: TestAccount,
  { symbol = "EURUSD", legs = [buy], ...over }: Partial<Delivery> & { symbol?: string; legs?: Leg[] } = {},
): Delivery {
  const nowMs = Date.now();
  return {
    alertId: makeAlertId(strategyId, nowMs, random()),
    tenantId,
    strategyId,
    signal: { dialect: "sallyport", symbol, legs, unavailable: [] },
    route: { accountId: id, symbols: {}, enabled: true },
    receivedAtMs: nowMs,
    entryDeadlineMs: nowMs + 30_000,
    exitDeadlineMs: nowMs + 300_000,
    ...over,
  };
}

/** Hands deliveries to the account; all must be applied. */
export async function receive(account: TestAccount, ...deliveries: Delivery[]): Promise<void> {
  const { applied } = must(await accountStub(account.id).receive(deliveries));
  if (applied.length !== deliveries.length) throw new Error("not every delivery was applied");
}

export async function alertOrders(account: TestAccount, alertId: string): Promise<AlertOrders> {
  const [found] = must(await accountStub(account.id).ordersOfAlerts([alertId]));
  if (found === undefined) throw new Error("no answer for the alert");
  return found;
}

export async function order(account: TestAccount, orderId: string): Promise<OrderView> {
  return must(await accountStub(account.id).order(orderId));
}

/** Waits until an order has reached a state. */
export async function orderIn(account: TestAccount, orderId: string, state: OrderState): Promise<OrderView> {
  return until(`order in ${state}`, 5_000, async () => {
    const found = await order(account, orderId);
    return found.state === state ? found : undefined;
  });
}

export function steps({ timeline }: OrderView): OrderView["timeline"][number]["step"][] {
  return timeline.map(({ step }) => step);
}

export const accepted: OrderEvent = { event: "accepted" };
export const submitted: OrderEvent = { event: "submitted" };

export function filled(ticket: string, over: Partial<Deal> = {}): OrderEvent {
  const deal: Deal = {
    deal: ticket,
    ticket: `7${ticket}`,
    position: `9${ticket}`,
    symbol: "EURUSD",
    side: "buy",
    entry: "in",
    lots: "0.1",
    price: "1.1",
    profit: "0",
    atMs: Date.now(),
    ...over,
  };
  return { event: "filled", deals: [deal] };
}

import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { deriveOrderId } from "../../../src/domain/ids.ts";
import { defaultOrderRules, type Instruction } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import {
  nothingReported,
  type Order,
  type Step,
  type StepDeal,
  type StepRequest,
  type StepResult,
} from "../journal/records.ts";
import type { Log } from "../log.ts";
import type { Circumstances } from "../planner/draft.ts";
import type { AccountFigures, InstrumentFacts, Market, PendingOrder } from "../planner/market.ts";

export const ACCOUNT_ID = "acc_01JD0000000000000000000ACC";
export const AGENT_ID = "agt_01JD0000000000000000000AGT";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

/** An order id that is always the same for the same name. */
export function orderIdOf(name: string | number): string {
  return deriveOrderId(sha256, `alert-${name}`, ACCOUNT_ID, 0);
}

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-agent-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A log that keeps its events. */
export function quietLog(): Log & { readonly events: string[] } {
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  return { events, info: note, warn: note, error: note };
}

/** A currency pair against the dollar that allows everything, without stops and freeze level. */
export function facts(symbol: string, changes: Partial<InstrumentFacts> = {}): InstrumentFacts {
  return {
    symbol,
    digits: 5,
    point: "0.00001",
    minLots: "0.01",
    maxLots: "100",
    lotStep: "0.01",
    contractSize: "100000",
    forex: true,
    tickSize: changes.point ?? "0.00001",
    tickValue: "1",
    tickLoss: "1",
    lotLimit: null,
    baseCurrency: symbol.slice(0, 3),
    profitCurrency: symbol.slice(3, 6),
    marginCurrency: symbol.slice(0, 3),
    marginBuy: "1085.10",
    marginSell: "1085.00",
    execution: "market",
    fillings: ["fok", "ioc"],
    orderKinds: ["market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"],
    expiries: ["gtc", "day", "specified", "specified_day"],
    stopsLevel: 0,
    freezeLevel: 0,
    tradeMode: "full",
    open: true,
    ...changes,
  };
}

let tickets = 1000;

export function position(changes: Partial<Position> = {}): Position {
  tickets += 1;
  return {
    position: String(tickets),
    symbol: "EURUSD",
    side: "long",
    lots: "0.10",
    openPrice: "1.08000",
    stopLoss: null,
    takeProfit: null,
    magic: "1",
    orderId: orderIdOf(`opened ${tickets}`),
    openedAtMs: tickets,
    ...changes,
  };
}

export function pending(changes: Partial<PendingOrder> = {}): PendingOrder {
  tickets += 1;
  return {
    ticket: String(tickets),
    symbol: "EURUSD",
    side: "buy",
    kind: "limit",
    lots: "0.10",
    price: "1.08000",
    stopLimit: null,
    stopLoss: null,
    takeProfit: null,
    expiresAtMs: null,
    orderId: orderIdOf(`placed ${tickets}`),
    ...changes,
  };
}

/** A market with EURUSD at 1.08500/1.08510, and whatever else the test needs. */
export function market(changes: Partial<Market> = {}): Market {
  return {
    symbols: new Map([
      ["EURUSD", facts("EURUSD")],
      ["USDJPY", facts("USDJPY", { digits: 3, point: "0.001", tickValue: "0.66", tickLoss: "0.66" })],
      ["XAUUSD", facts("XAUUSD", { digits: 2, point: "0.01", forex: false, contractSize: "100" })],
    ]),
    quotes: new Map([
      ["EURUSD", { bid: "1.08500", ask: "1.08510" }],
      ["USDJPY", { bid: "151.500", ask: "151.512" }],
      ["XAUUSD", { bid: "2650.00", ask: "2650.25" }],
    ]),
    account: figures(),
    positions: [],
    pendings: [],
    pips: {},
    ...changes,
  };
}

/** A hedging account in dollars; its server is two hours ahead of UTC. */
export function figures(changes: Partial<AccountFigures> = {}): AccountFigures {
  return {
    currency: "USD",
    balance: "10000.00",
    equity: "9500.00",
    margin: "0.00",
    freeMargin: "9500.00",
    mode: "hedging",
    serverOffsetMs: 7_200_000,
    toldAtMs: 1_000,
    ...changes,
  };
}

/** Wednesday 2026-03-04 12:00:00 UTC, half a second after `figures()` was told. */
export function circumstances(changes: Partial<Circumstances> = {}): Circumstances {
  return { rules: defaultOrderRules, nowMs: 1_772_625_600_000, steadyMs: 1_500, aheadMs: 0, ...changes };
}

export function request(changes: Partial<StepRequest> = {}): StepRequest {
  return {
    action: "deal",
    symbol: "EURUSD",
    side: "buy",
    kind: "market",
    lots: "0.10",
    price: "0",
    sl: "0",
    tp: "0",
    position: "0",
    ticket: "0",
    stoplimit: "0",
    by: "0",
    filling: "fok",
    time: "gtc",
    expires: 0,
    deviation: 20,
    ...changes,
  };
}

export function result(changes: Partial<StepResult> = {}): StepResult {
  return { state: "done", retcode: 10009, message: "", ticket: "0", deal: "0", ...changes };
}

export function deal(changes: Partial<StepDeal> = {}): StepDeal {
  tickets += 1;
  return {
    deal: String(tickets),
    ticket: "77",
    position: "77",
    symbol: "EURUSD",
    side: "buy",
    entry: "in",
    lots: "0.10",
    price: "1.08510",
    profit: "0.00",
    remaining: "0",
    atMs: 1,
    ...changes,
  };
}

/** Why nobody knows what came of a step. */
export const doubt: Refusal = refusal("outcome_unknown", "Nobody knows.");

/** A step that was passed on and of which nothing is known. */
export function step(changes: Partial<Step> = {}): Step {
  return {
    step: 0,
    phase: 0,
    request: request(),
    passed: true,
    passedAtMs: 1,
    passedTo: null,
    submitted: false,
    unknown: null,
    result: null,
    gone: null,
    deals: [],
    ...changes,
  };
}

export const buy = {
  ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.10" },
} as const satisfies Instruction;

export function order(steps: Step[], changes: Partial<Order> = {}): Order {
  return {
    orderId: orderIdOf("order"),
    seq: 1,
    origin: "gateway",
    after: null,
    deadlineMs: 1_000_000,
    rules: defaultOrderRules,
    instruction: buy,
    steps,
    reported: nothingReported,
    ...changes,
  };
}

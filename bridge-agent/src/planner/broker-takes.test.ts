import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import {
  defaultOrderRules,
  type Instruction,
  type OrderRules,
} from "../../../src/domain/order/instruction.ts";
import { accountFrame, symbolFrame } from "../../../src/protocol/ea-link-facts.ts";
import { accountMessage, symbolMessage } from "../../paper-terminal/protocol/fact-frames.ts";
import type { SymbolSpec } from "../../paper-terminal/trade-server/market/symbol-spec.ts";
import { retcodes } from "../../paper-terminal/trade-server/retcodes.ts";
import { openBroker, type TestBroker } from "../../paper-terminal/trade-server/testing/broker.ts";
import type { TradeRequest } from "../../paper-terminal/trade-server/types.ts";
import type { StepRequest } from "../journal/records.ts";
import { accountFacts, valueOrNull, venueSymbol } from "../terminal-link/facts.ts";
import { orderIdOf } from "../testing/fixtures.ts";
import { asText } from "../testing/link-frames.ts";
import type { Market } from "./market.ts";
import { plan } from "./plan.ts";

/** Plans against the simulated trade server, which knows nothing of them: what is planned must be taken. */

const OURS = orderIdOf("ours");

/** The market as an agent would know it, from what the terminal would tell of this broker. */
function marketOf({ server, nowMs }: TestBroker, symbol: string): Market {
  const spec = server.symbol(symbol);
  const told = spec && symbolMessage(spec, server, nowMs());
  const quote = server.quote(symbol);
  if (told === undefined || quote === undefined) throw new Error("no quote");
  const account = accountFrame.parse(asText(accountMessage(server.account(), nowMs())));
  return {
    symbols: new Map([[symbol, venueSymbol(symbolFrame.parse(asText(told)), 0)]]),
    quotes: new Map([[symbol, { bid: quote.bid, ask: quote.ask }]]),
    account: accountFacts(account, 0),
    positions: server.positions().map((one) => ({
      ...{ position: one.position, symbol: one.symbol, lots: one.lots, openPrice: one.price },
      side: one.direction,
      stopLoss: valueOrNull(one.sl),
      takeProfit: valueOrNull(one.tp),
      ...{ magic: one.magic, orderId: OURS, openedAtMs: one.openedAtMs },
      ...{ ident: one.ident, external: false },
    })),
    pendings: server.orders().map((one) => ({
      ...{ ticket: one.ticket, symbol: one.symbol, lots: one.lots, price: one.price },
      side: one.type.startsWith("buy") ? "buy" : "sell",
      kind: one.type.endsWith("limit") ? "limit" : "stop",
      stopLimit: null,
      stopLoss: valueOrNull(one.sl),
      takeProfit: valueOrNull(one.tp),
      expiresAtMs: one.expirationMs === 0 ? null : one.expirationMs,
      orderId: OURS,
    })),
    pips: { XAUUSD: "0.1" },
  };
}

/** A step as the terminal asks the broker for it. */
function asked(step: StepRequest, { server }: TestBroker): Partial<TradeRequest> {
  const quote = server.quote(step.symbol);
  const price = step.side === "buy" ? quote?.ask : quote?.bid;
  const { action, symbol, side, kind, lots, stoplimit, sl, tp, position, filling, time, deviation } = step;
  return {
    ...{ action, symbol, lots, stoplimit, sl, tp, position, filling, time, deviation },
    type: kind === "market" ? side : `${side}_${kind}`,
    price: action === "deal" ? (price ?? "0") : step.price,
    order: step.ticket,
    expirationMs: step.expires,
  };
}

/** Plans one instruction and carries it out; the retcodes, or the code of the refusal. */
function carryOut(instruction: Instruction, broker: TestBroker, rules: OrderRules = defaultOrderRules) {
  const nowMs = broker.nowMs();
  const planned = plan(instruction, marketOf(broker, instruction.symbol ?? "EURUSD"), {
    ...{ rules, nowMs, steadyMs: 0, aheadMs: 0 },
  });
  if (!planned.ok) return { refused: planned.error.code, done: [] };
  const done = planned.value.phases.flat().map((step) => ({
    step,
    retcode: broker.ask(asked(step, broker)).retcode,
  }));
  return { refused: null, done, notes: planned.value.notes.map(({ code }) => code) };
}

const hundredths = (min: number, max: number) =>
  fc.integer({ min, max }).map((n) => new Decimal(n).dividedBy(100).toFixed());
const level = fc.oneof(
  fc.record({ unit: fc.constant("pips" as const), value: hundredths(10, 6_000) }),
  fc.record({ unit: fc.constant("percent" as const), value: hundredths(1, 200) }),
  fc.record({
    unit: fc.constant("price" as const),
    value: fc.integer({ min: 108_000, max: 109_000 }).map((n) => new Decimal(n).dividedBy(100_000).toFixed()),
  }),
);
const optional = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const size = fc.oneof(
  fc.record({ lots: hundredths(1, 700) }),
  fc.record({
    size: fc.record({
      unit: fc.constantFrom(
        "risk_money" as const,
        "equity_percent" as const,
        "balance_percent_margin" as const,
        "position_percent" as const,
      ),
      value: hundredths(100, 20_000),
    }),
  }),
);
const symbol = fc.constant("EURUSD");
const side = fc.constantFrom("buy" as const, "sell" as const);
const positionSide = fc.constantFrom("long" as const, "short" as const, "both" as const);
const types = fc.subarray(["limit" as const, "stop" as const]);
const expiry = optional(fc.integer({ min: 1, max: 200 }).map((hours) => hours * 3_600_000));

const instruction: fc.Arbitrary<(nowMs: number) => Instruction> = fc.oneof(
  fc
    .tuple(
      fc.record({
        ...{ kind: fc.constant("open" as const), symbol, side, entry: level },
        ...{ stopLoss: optional(level), takeProfit: optional(level) },
        type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
      }),
      size,
      expiry,
    )
    .map(
      ([open, lots, inMs]) =>
        (nowMs: number): Instruction => ({
          ...{ ...open, ...lots },
          ...(inMs === undefined ? {} : { expiresAtMs: nowMs + inMs }),
        }),
    ),
  fc
    .tuple(
      fc.record({ symbol, exact: fc.boolean(), order: optional(side), stopLoss: optional(level) }),
      fc.constantFrom("long" as const, "short" as const),
      size,
    )
    .map(
      ([target, wanted, lots]) =>
        (): Instruction => ({ kind: "target", ...target, side: wanted, ...lots }),
    ),
  fc
    .record({
      ...{ kind: fc.constant("close" as const), symbol, side: positionSide },
      amount: fc.oneof(
        fc.constant({ unit: "all" as const }),
        fc.record({ unit: fc.constant("percent" as const), value: hundredths(100, 10_000) }),
        fc.record({ unit: fc.constant("lots" as const), value: hundredths(1, 300) }),
      ),
    })
    .map((close) => (): Instruction => close),
  fc
    .record({ kind: fc.constant("cancel" as const), symbol, side: positionSide, types })
    .map((cancel) => (): Instruction => cancel),
  fc
    .record({
      ...{ kind: fc.constant("modify" as const), symbol, side: positionSide, types },
      target: fc.constantFrom("positions" as const, "orders" as const),
      stopLoss: optional(fc.oneof(level, fc.constant({ unit: "none" as const }))),
      takeProfit: optional(level),
    })
    .map((modify) => (): Instruction => modify),
);

const spec: fc.Arbitrary<Partial<SymbolSpec>> = fc.record({
  execution: fc.constantFrom("request", "instant", "market", "exchange"),
  fillings: fc.constantFrom<("fok" | "ioc")[]>([], ["fok"], ["ioc"], ["fok", "ioc"]),
  expirations: fc.subarray(["gtc", "day", "specified", "specified_day"], { minLength: 1 }),
  tradeMode: fc.constantFrom("full", "full", "full", "full", "full", "long_only", "short_only", "close_only"),
  stopsLevel: fc.constantFrom(0, 0, 15, 60),
  freezeLevel: fc.constantFrom(0, 0, 8, 25),
  minLots: fc.constantFrom("0.01", "0.01", "0.1"),
  lotStep: fc.constantFrom("0.01", "0.01", "0.1", "0.05"),
  maxLots: fc.constantFrom("3", "100", "100"),
  lotLimit: fc.constantFrom("0", "0", "12"),
  tickSize: fc.constantFrom("0.00001", "0.00005"),
});

const rules: fc.Arbitrary<OrderRules> = fc.record({
  stops: fc.constantFrom("widen", "widen", "refuse"),
  lots: fc.constantFrom("round_down", "round_down", "refuse"),
  external: fc.constant("leave"),
  deviation: fc.constantFrom(0, 20),
});

/** What no plan may lead to: the broker did not understand the request, or never takes such a one. */
const faults: ReadonlySet<number> = new Set([
  ...[retcodes.invalid, retcodes.invalidVolume, retcodes.invalidPrice, retcodes.invalidStops],
  ...[retcodes.invalidExpiration, retcodes.invalidFill, retcodes.limitVolume, retcodes.invalidOrder],
  ...[retcodes.invalidCloseVolume, retcodes.longOnly, retcodes.shortOnly, retcodes.closeOnly],
  ...[retcodes.frozen, retcodes.tradeDisabled, retcodes.requote, retcodes.priceOff],
]);

test("whatever the symbol and the account allow, what is planned is taken by the broker", () => {
  const steps = fc.array(fc.tuple(instruction, rules, fc.integer({ min: -150, max: 150 })), {
    ...{ minLength: 1, maxLength: 6 },
  });
  const mode = fc.constantFrom("hedging" as const, "netting" as const);
  let taken = 0;
  fc.assert(
    fc.property(spec, mode, steps, (changes, kind, orders) => {
      const broker = openBroker({ account: { mode: kind }, specs: { EURUSD: changes } });
      for (const [make, given, points] of orders) {
        const bid = new Decimal("1.085").plus(new Decimal(points - (points % 5)).times("0.00001"));
        broker.move("EURUSD", bid.toFixed(5), bid.plus("0.0001").toFixed(5));
        const { done, notes } = carryOut(make(broker.nowMs()), broker, given);
        for (const { step, retcode } of done) {
          taken += Number(retcode === retcodes.done);
          // One of several that are frozen is left to the broker's judgement.
          if (retcode === retcodes.frozen && notes?.includes("frozen")) continue;
          if (faults.has(retcode)) throw new Error(`${retcode}: ${JSON.stringify(step)}`);
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(taken).toBeGreaterThan(50);
}, 60_000);

describe("a size by risk", () => {
  test.each([
    ["EURUSD", "USD"],
    ["EURUSD", "EUR"],
    ["USDJPY", "USD"],
    ["USDJPY", "EUR"],
    ["XAUUSD", "USD"],
    ["XAUUSD", "EUR"],
  ])("of %s in %s loses what was asked for when the stop is hit, and never more", (traded, currency) => {
    fc.assert(
      fc.property(side, hundredths(10_000, 500_000), hundredths(1_000, 40_000), (way, money, pips) => {
        const broker = openBroker({ account: { currency, openingBalance: "10000000.00" } });
        const quote = broker.server.quote(traded);
        if (quote === undefined) throw new Error("no quote");
        const { done } = carryOut(
          {
            ...{ kind: "open", symbol: traded, side: way, type: "market" },
            size: { unit: "risk_money", value: money },
            stopLoss: { unit: "pips", value: pips },
          },
          broker,
        );
        const [opened] = done;
        fc.pre(opened !== undefined);
        expect(opened?.retcode).toBe(retcodes.done);
        const stop = new Decimal(opened?.step.sl ?? "0");
        const digits = broker.server.symbol(traded)?.digits ?? 0;
        const spread = new Decimal(10).pow(-digits).times(10);
        // To the very tick of the stop: the bid for a long, the ask for a short.
        const bid = way === "buy" ? stop : stop.minus(spread);
        broker.move(traded, bid.toFixed(digits), bid.plus(spread).toFixed(digits));
        expect(broker.server.positions()).toEqual([]);
        const closing = Array.from(broker.server.dealsAfter(0n)).at(-1);
        const loss = new Decimal(closing?.profit ?? "0").negated();
        expect(loss.greaterThan(0)).toBe(true);
        expect(loss.lessThanOrEqualTo(money)).toBe(true);
        // Not much less either: two steps, and what the pair's own move could add to the conversion.
        const entry = new Decimal(way === "buy" ? quote.ask : quote.bid);
        const move = entry.minus(stop).abs().dividedBy(stop);
        const twoSteps = loss.dividedBy(opened?.step.lots ?? "1").times("0.02");
        expect(loss.times(move.plus(1)).plus(twoSteps).greaterThan(money)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

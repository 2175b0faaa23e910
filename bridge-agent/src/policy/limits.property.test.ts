import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Order } from "../journal/records.ts";
import { deal, order, orderIdOf, request, result, step } from "../testing/fixtures.ts";
import type { AccountMode, HeldPosition, StandingPending } from "./exposure.ts";
import { bookOf } from "./in-flight.ts";
import { judge } from "./judge.ts";
import { RATE_WINDOW_MS } from "./order-rate.ts";
import { type Policy, policySchema } from "./policy.ts";
import { symbolVerdict } from "./symbol-rules.ts";
import { isOpen } from "./trading-hours.ts";

const symbols = ["EURUSD", "GBPUSD", "XAUUSD"];

const happeningArbitrary = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("order" as const),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom("buy" as const, "sell" as const),
      pending: fc.boolean(),
      cents: fc.integer({ min: 1, max: 120 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom("fill", "part", "refuse", "fire"), which: fc.nat() }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom("close", "cancel"), which: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 40_000_000 })),
    }),
  },
);

const policyArbitrary: fc.Arbitrary<Policy> = fc
  .record({
    symbols: fc.record({
      allow: fc.constantFrom(null, ["EUR*", "XAUUSD"]),
      deny: fc.constantFrom([], ["gbp*"]),
    }),
    volume: fc.record({
      max_lots_per_order: fc.constantFrom("0.5", "2"),
      max_lots_per_symbol: fc.constantFrom("1", "3.75"),
    }),
    orders: fc.record({
      max_positions: fc.integer({ min: 1, max: 6 }),
      max_pending: fc.integer({ min: 0, max: 3 }),
      max_per_minute: fc.integer({ min: 1, max: 5 }),
    }),
    hours: fc.constantFrom(undefined, { zone: "UTC", monday: ["08:00-22:00"], tuesday: ["20:00-04:00"] }),
  })
  .map(({ hours, ...rest }) => policySchema.parse(hours === undefined ? rest : { ...rest, hours }));

/** A broker that does what the test says, and an agent that asks the policy before everything it sends. */
class World {
  nowMs = Date.parse("2026-11-23T09:00:00Z");
  positions: HeldPosition[] = [];
  pendings: StandingPending[] = [];
  readonly orders: Order[] = [];
  readonly entries: { readonly atMs: number; readonly symbol: string; readonly lots: string }[] = [];
  #ticket = 0;

  readonly mode: AccountMode;
  readonly policy: Policy;

  constructor(mode: AccountMode, policy: Policy) {
    this.mode = mode;
    this.policy = policy;
  }

  submit(changes: Parameters<typeof request>[0]): void {
    const wanted = request(changes);
    const { refusals, entries } = judge(
      [wanted],
      {
        policy: this.policy,
        book: bookOf(this, () => this.orders),
        stopped: null,
        entryTimes: this.entries.map(({ atMs }) => atMs),
        steadyMs: this.nowMs,
        nowMs: this.nowMs,
      },
      false,
    );
    if (refusals[0] !== null) return;
    if (entries > 0) this.entries.push({ atMs: this.nowMs, symbol: wanted.symbol, lots: wanted.lots });
    this.#ticket += 1;
    this.orders.push(order([step({ request: wanted })], { orderId: orderIdOf(`limit ${this.#ticket}`) }));
  }

  /** What the broker does with the order on its way: all of it, half of it, or nothing. */
  answer(which: number, what: "fill" | "part" | "refuse"): void {
    const open = this.orders.filter(({ steps }) => steps[0]?.result === null);
    const sent = open[which % Math.max(open.length, 1)]?.steps[0];
    if (sent?.request === null || sent === undefined) return;
    const { request: asked } = sent;
    this.#ticket += 1;
    const ticket = String(this.#ticket);
    if (what === "refuse") sent.result = result({ state: "rejected", retcode: 10006 });
    else if (asked.action === "pending") {
      const { symbol, side, lots, price } = asked;
      this.pendings.push({ ticket, symbol, side, lots, price, orderId: null, isExternal: false });
      sent.result = result({ ticket });
    } else {
      const half = new Decimal(asked.lots).dividedBy(2).toDecimalPlaces(2, Decimal.ROUND_UP).toFixed();
      const lots = what === "fill" ? asked.lots : half;
      const retcode = lots === asked.lots ? 10009 : 10010;
      sent.deals.push(deal({ lots, remaining: new Decimal(asked.lots).minus(lots).toFixed() }));
      sent.result = result({ ticket, deal: sent.deals[0]?.deal ?? "0", retcode });
      this.#execute(asked.symbol, asked.side, lots, asked.position, ticket);
    }
  }

  /** A pending order is filled at the broker; nobody asks the agent. */
  fire(which: number): void {
    const fired = this.pendings[which % Math.max(this.pendings.length, 1)];
    if (fired === undefined) return;
    this.pendings = this.pendings.filter((one) => one !== fired);
    const placed = this.orders.find(({ steps }) => steps[0]?.result?.ticket === fired.ticket);
    placed?.steps[0]?.deals.push(deal({ lots: fired.lots, ticket: fired.ticket }));
    this.#ticket += 1;
    this.#execute(fired.symbol, fired.side, fired.lots, "0", String(this.#ticket));
  }

  #execute(symbol: string, side: "buy" | "sell", lots: string, position: string, ticket: string): void {
    const held = this.positions.find((one) =>
      this.mode === "netting" ? one.symbol === symbol : one.position === position,
    );
    const signed = new Decimal(held?.lots ?? 0).times(held?.side === "short" ? -1 : 1);
    // A hedging account's server never closes more than there is.
    if (this.mode === "hedging" && position !== "0" && (held === undefined || signed.abs().lessThan(lots)))
      return;
    const net = signed.plus(new Decimal(lots).times(side === "buy" ? 1 : -1));
    this.positions = this.positions.filter((one) => one !== held);
    if (net.isZero()) return;
    const direction = net.greaterThan(0) ? "long" : "short";
    this.positions.push({
      ...{ position: held?.position ?? ticket, symbol, side: direction, lots: net.abs().toFixed() },
      ...{ orderId: null, isExternal: false },
    });
  }

  check(): void {
    const { volume, orders, hours } = this.policy;
    for (const symbol of symbols) {
      const lots = this.positions.filter((one) => one.symbol === symbol).map((one) => new Decimal(one.lots));
      const open = lots.reduce((sum, one) => sum.plus(one), new Decimal(0));
      expect(open.toNumber(), symbol).toBeLessThanOrEqual(Number(volume.max_lots_per_symbol));
    }
    expect(this.positions.length).toBeLessThanOrEqual(orders.max_positions ?? 0);
    expect(this.pendings.length).toBeLessThanOrEqual(orders.max_pending ?? 0);
    for (const { atMs, symbol, lots } of this.entries) {
      const together = this.entries.filter((one) => one.atMs >= atMs && one.atMs < atMs + RATE_WINDOW_MS);
      expect(together.length).toBeLessThanOrEqual(orders.max_per_minute ?? 0);
      expect(symbolVerdict(symbol, this.policy.symbols)).toBe("allowed");
      expect(Number(lots)).toBeLessThanOrEqual(Number(volume.max_lots_per_order));
      if (hours !== undefined) expect(isOpen(hours, atMs)).toBe(true);
    }
  }
}

test.each(["hedging", "netting"] as const)(
  "whatever orders come and whatever the broker does with them, no limit is passed (%s)",
  (mode) => {
    let passed = 0;
    fc.assert(
      fc.property(
        policyArbitrary,
        fc.array(happeningArbitrary, { minLength: 10, maxLength: 80, size: "max" }),
        (policy, happenings) => {
          const world = new World(mode, policy);
          for (const happening of happenings) {
            happen(world, happening);
            world.check();
          }
          passed += world.entries.length;
        },
      ),
      { numRuns: 300 },
    );
    // A policy that refuses everything would pass no limit either.
    expect(passed).toBeGreaterThan(300);
  },
);

function happen(
  world: World,
  happening: typeof happeningArbitrary extends fc.Arbitrary<infer T> ? T : never,
): void {
  if (happening.what === "wait" && "ms" in happening) world.nowMs += happening.ms;
  else if ("cents" in happening) {
    const { symbol, side, pending, cents } = happening;
    const lots = new Decimal(cents).dividedBy(100).toFixed();
    world.submit(
      pending
        ? { action: "pending", kind: "limit", price: "1.05", symbol, side, lots }
        : { symbol, side, lots },
    );
  } else if ("which" in happening) {
    const { what, which } = happening;
    if (what === "fill" || what === "part" || what === "refuse") world.answer(which, what);
    else if (what === "fire") world.fire(which);
    else if (what === "close") close(world, which);
    else {
      const pending = world.pendings[which % Math.max(world.pendings.length, 1)];
      world.pendings = world.pendings.filter((one) => one !== pending);
    }
  }
}

function close(world: World, which: number): void {
  const held = world.positions[which % Math.max(world.positions.length, 1)];
  if (held === undefined) return;
  const { symbol, lots, position } = held;
  world.submit({ symbol, lots, position, side: held.side === "long" ? "sell" : "buy" });
}

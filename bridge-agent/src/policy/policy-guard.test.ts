import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Journal } from "../journal/journal.ts";
import { Turns } from "../journal/turns.ts";
import { order, quietLog, request, step, temporaryDirectory } from "../testing/fixtures.ts";
import { HaltFile } from "./halt-file.ts";
import type { Money } from "./money-state.ts";
import { PolicyGuard } from "./policy-guard.ts";
import { PolicySource } from "./policy-source.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;

/** A guard whose clocks and account the test moves; `restart` makes the next one from the same directory. */
function host(policy: string) {
  const directory = temporaryDirectory();
  const path = join(directory, "policy.toml");
  writeFileSync(path, policy);
  const clock = { wallMs: Date.parse("2026-11-23T12:00:00Z"), monotonicMs: 5_000 };
  const account: { money: Money | undefined } = { money: { balance: "1000", equity: "1000" } };
  const log = quietLog();
  let journal: Journal | undefined;
  const begin = () => {
    journal?.close();
    const opened = new Journal(join(directory, "journal.sqlite"), 0);
    journal = opened;
    const turns = new Turns(
      opened,
      { toTerminal: () => undefined, toGateway: () => undefined },
      () => clock.wallMs,
    );
    const store = opened.policy;
    const source = new PolicySource({
      path,
      hadFile: store.standing().hadFile,
      log,
      changed: () => undefined,
    });
    const guard = new PolicyGuard({
      ...{ store, turns, source, log, changed: () => undefined },
      haltFile: new HaltFile(join(directory, "halt.json")),
      shown: () => ({ mode: "hedging", positions: [], pendings: [] }),
      orders: () => [],
      money: () => account.money,
      wallMs: () => clock.wallMs,
      monotonicMs: () => clock.monotonicMs,
    });
    guard.look();
    const judgeOne = () => {
      let code: string | null = null;
      turns.run(() => {
        const one = step({ passed: false });
        code = guard.judge(order([one]), [one])[0]?.code ?? null;
      });
      return code;
    };
    const pass = (ms: number) => {
      clock.wallMs += ms;
      clock.monotonicMs += ms;
      guard.look();
    };
    return { guard, source, judgeOne, pass, stops: () => guard.stops.map(({ code }) => code) };
  };
  return {
    ...{ directory, path, clock, account, log, begin },
    jump: (ms: number) => {
      clock.wallMs += ms;
    },
  };
}

describe("a gateway that is away", () => {
  const policy = (rest: string) => `[gateway_away]\nafter_seconds = 30\n${rest}`;

  test("stops entries after the seconds that the policy bears, until it is back", () => {
    const { guard, pass, judgeOne } = host(policy("")).begin();
    guard.gatewayIs(true);
    guard.gatewayIs(false);
    pass(29 * SECOND);
    expect(judgeOne()).toBeNull();
    pass(SECOND);
    expect(judgeOne()).toBe("policy_gateway_away");
    expect(guard.demand).toBeNull();
    guard.gatewayIs(true);
    expect(judgeOne()).toBeNull();
  });

  test.each([
    ["hold", [], null],
    ["cancel_pending", ["policy_gateway_away"], { cancelPending: true, close: false }],
    ["flatten", ["policy_gateway_away"], { cancelPending: true, close: true, all: false }],
  ])("with the action %s", (action, stopped, demand) => {
    const { guard, pass, stops } = host(policy(`action = "${action}"`)).begin();
    pass(31 * SECOND);
    expect(stops()).toEqual(stopped);
    if (demand === null) expect(guard.demand).toBeNull();
    else expect(guard.demand).toMatchObject(demand);
  });

  test("can wait for a person although it is back", () => {
    const on = host(policy('until = "resume"'));
    const first = on.begin();
    first.pass(31 * SECOND);
    first.guard.gatewayIs(true);
    expect(first.stops()).toEqual(["policy_gateway_away"]);
    const { guard, stops } = on.begin();
    guard.gatewayIs(true);
    expect(stops()).toEqual(["policy_gateway_away"]);
    expect(guard.resume("alice", false)).toEqual([]);
  });

  test("is not made up by a host clock that jumps by an hour either way", () => {
    const on = host(policy('action = "flatten"'));
    const { guard, pass } = on.begin();
    pass(10 * SECOND);
    on.jump(HOUR);
    pass(SECOND);
    expect(guard.demand).toBeNull();
    on.jump(-2 * HOUR);
    pass(18 * SECOND);
    expect(guard.demand).toBeNull();
    pass(SECOND);
    expect(guard.demand).not.toBeNull();
  });

  test("is remembered across a restart, but gets a moment to come back first", () => {
    const on = host(policy(""));
    const first = on.begin();
    first.guard.gatewayIs(true);
    first.guard.gatewayIs(false);
    first.pass(29 * SECOND);
    on.jump(HOUR);
    const { pass, stops } = on.begin();
    pass(14 * SECOND);
    expect(stops()).toEqual([]);
    pass(SECOND);
    expect(stops()).toEqual(["policy_gateway_away"]);
  });
});

test("an agent that is started without a gateway again and again does not count its absence anew", () => {
  const on = host("[gateway_away]\nafter_seconds = 100");
  const lives = [40, 40, 20].map((seconds) => {
    const { guard, pass, stops } = on.begin();
    guard.gatewayIs(false);
    pass(seconds * SECOND);
    return stops();
  });
  expect(lives).toEqual([[], [], ["policy_gateway_away"]]);
});

describe("what is remembered", () => {
  test("peaks survive a restart", () => {
    const on = host('[[drawdown]]\nkind = "trailing_equity"\nmoney = 100');
    const first = on.begin();
    on.account.money = { balance: "1000", equity: "1200" };
    first.pass(SECOND);
    on.account.money = { balance: "1000", equity: "1101" };
    expect(on.begin().stops()).toEqual([]);
    on.account.money = { balance: "1000", equity: "1100" };
    expect(on.begin().stops()).toEqual(["policy_drawdown"]);
  });

  test("entries of the last minute survive a restart, also when the clock was set back meanwhile", () => {
    const on = host("[orders]\nmax_per_minute = 2");
    const first = on.begin();
    expect([first.judgeOne(), first.judgeOne(), first.judgeOne()]).toEqual([
      null,
      null,
      "policy_too_many_orders",
    ]);
    on.jump(-HOUR);
    const { judgeOne, pass } = on.begin();
    expect(judgeOne()).toBe("policy_too_many_orders");
    pass(60 * SECOND);
    expect(judgeOne()).toBeNull();
  });

  test("a clock that jumps over midnight and back gives no second daily loss", () => {
    const on = host("[daily_loss]\nmoney = 100");
    const { pass, stops, guard } = on.begin();
    on.account.money = { balance: "900", equity: "900" };
    pass(SECOND);
    expect(stops()).toEqual(["policy_daily_loss"]);
    on.jump(24 * HOUR);
    guard.look();
    on.jump(-24 * HOUR);
    guard.look();
    expect(stops()).toEqual(["policy_daily_loss"]);
    on.jump(24 * HOUR);
    guard.look();
    expect(stops()).toEqual([]);
  });
});

test("a preview is judged like an order and takes no room", () => {
  const { guard, judgeOne } = host("[orders]\nmax_per_minute = 1").begin();
  for (let repeat = 0; repeat < 3; repeat++) expect(guard.wouldRefuse([request()])).toEqual([null]);
  expect(judgeOne()).toBeNull();
  expect(guard.wouldRefuse([request()])[0]?.code).toBe("policy_too_many_orders");
});

test("with a limit on losses no entry goes out while the account's money is not known", () => {
  const on = host("[daily_loss]\nmoney = 100");
  const { judgeOne } = on.begin();
  on.account.money = undefined;
  expect(judgeOne()).toBe("policy_money_unknown");
  on.account.money = { balance: "1000", equity: "1000" };
  expect(judgeOne()).toBeNull();
});

test("a halt file that somebody wrote by hand halts, readable or not", () => {
  const on = host("");
  const { judgeOne } = on.begin();
  writeFileSync(join(on.directory, "halt.json"), "stop!");
  expect(judgeOne()).toBe("policy_halted");
  const { guard } = on.begin();
  expect(guard.halted).toMatchObject({ by: "unknown" });
  guard.resume("alice", false);
  expect(existsSync(join(on.directory, "halt.json"))).toBe(false);
});

test("the summary shows every limit with what is used of it", () => {
  const on = host(`
    [symbols]
    allow = ["EUR*"]
    [orders]
    max_per_minute = 5
    max_positions = 3
    [daily_loss]
    percent = 5
    [equity_floor]
    money = 800`);
  const { guard, judgeOne } = on.begin();
  judgeOne();
  on.account.money = { balance: "1000", equity: "980" };
  guard.look();
  expect(guard.summary()).toEqual({
    state: "loaded",
    stops: [],
    limits: [
      { name: "symbols allowed", limit: "EUR*", used: null },
      { name: "positions", limit: "3", used: "0" },
      { name: "entries a minute", limit: "5", used: "1" },
      { name: "largest daily loss", limit: "50 (equity 950)", used: "20" },
      { name: "equity floor", limit: "800", used: "980" },
    ],
  });
});

import { describe, expect, it } from "vitest";
import { boardOf } from "../../../src/protocol/feed-board.ts";
import type { FeedAccount } from "../../../src/protocol/feed-state.ts";
import { type HealthFacts, healthOf } from "./health.ts";
import { type Live, notConnected } from "./live-state.ts";
import { emptyBoard } from "./testing/board-samples.ts";

const paired: FeedAccount["link"] = {
  ...{ connected: true, ready: true, epoch: 1, sinceMs: 60_000 },
  ...{ agentId: "agt_1", agentVersion: "1.2.3" },
};
const terminal: NonNullable<FeedAccount["terminal"]> = {
  account: { login: "1", server: "Demo-1", currency: "EUR", balance: "1", equity: "1", obstacle: "" },
  ...{ halted: null, policy: null, symbols: 1, unsettled: [], atMs: 1 },
};

function partsOf(account: Partial<FeedAccount>, more: Partial<HealthFacts> = {}, live: Partial<Live> = {}) {
  const board = boardOf({ ...emptyBoard, account: { link: paired, terminal, alarms: [], ...account } });
  const parts = healthOf({
    live: {
      ...notConnected,
      status: "live",
      sees: ["ticks", "book", "orders"],
      board,
      roundTripMs: 12,
      ...live,
    },
    ...{ newestTickMs: 99_000, nowMs: 100_000, clock: String },
    ...more,
  });
  return Object.fromEntries(parts.map(({ name, level, word, detail }) => [name, [level, word, detail]]));
}

describe("the health of the way to the broker", () => {
  it("is said of every part when all is well", () => {
    expect(partsOf({})).toEqual({
      Gateway: ["good", "connected", "12 ms"],
      Agent: ["good", "connected", "1.2.3, since 60000"],
      Terminal: ["good", "ready", null],
      Broker: ["good", "would trade", "Demo-1"],
      Prices: ["good", "moving", "1 s ago"],
    });
  });

  it("knows nothing of what is behind a gateway that is away, and says that prices stand still", () => {
    const parts = partsOf({}, {}, { status: "waiting", why: "It was lost." });
    expect(parts).toMatchObject({
      Gateway: ["bad", "not connected", "It was lost."],
      Agent: ["unknown", "not known", "The page is not live."],
      Prices: ["warn", "stand still", "since 99000"],
    });
  });

  it("says that an agent is offline and since when, and that prices stand still with it", () => {
    const link = { ...paired, connected: false, ready: false };
    expect(partsOf({ link })).toMatchObject({
      Agent: ["bad", "offline", "since 60000"],
      Terminal: ["unknown", "not known", "The agent is offline."],
      Broker: ["unknown", "not known", "Demo-1"],
      Prices: ["warn", "stand still", "since 99000"],
    });
  });

  it("says why a terminal is not ready, and that entries are stopped there", () => {
    const reason = { code: "no_terminal", message: "No terminal is connected." };
    expect(partsOf({ link: { ...paired, ready: false, reason } })["Terminal"]).toEqual([
      ...["bad", "not ready", "No terminal is connected."],
    ]);
    const halted = { reason: "the day's loss", by: "policy", sinceMs: 1 };
    expect(partsOf({ terminal: { ...terminal, halted } })["Terminal"]).toEqual([
      ...["warn", "entries stopped", "the day's loss"],
    ]);
  });

  it("says what keeps the broker from trading", () => {
    const account = { login: "1", server: "Demo-1", currency: "EUR", balance: "1", equity: "1" };
    const parts = partsOf({
      terminal: { ...terminal, account: { ...account, obstacle: "algo_trading_off" } },
    });
    expect(parts["Broker"]).toEqual(["bad", "would not trade", "algo trading off"]);
  });

  it("says that trading is stopped at the gateway", () => {
    const stopped = { stopId: `stp_${"0".repeat(26)}`, reason: "too much", by: "usr_1", sinceMs: 1 };
    expect(partsOf({ stopped })["Gateway"]).toEqual(["warn", "trading is stopped", "too much"]);
  });

  it("says that prices stand still after ten seconds, and never a negative age", () => {
    expect(partsOf({}, { nowMs: 108_999 })["Prices"]).toEqual(["good", "moving", "9 s ago"]);
    expect(partsOf({}, { nowMs: 109_000 })["Prices"]).toEqual(["warn", "stand still", "since 99000"]);
    expect(partsOf({}, { nowMs: 0 })["Prices"]).toEqual(["good", "moving", "0 s ago"]);
  });

  it("tells a guest of gateway and prices only", () => {
    expect(Object.keys(partsOf({}, {}, { sees: ["ticks"], board: null }))).toEqual(["Gateway", "Prices"]);
  });
});

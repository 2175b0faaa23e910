import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EA_FRAME_MAX_BYTES } from "../../src/protocol/ea-link.ts";
import { orderIdOf, submitOf, temporaryDirectory } from "./testing/fixtures.ts";
import { begin, startProcess } from "./testing/process.ts";
import { eventually } from "./testing/tiny-agent.ts";
import { dealLine } from "./trade-server/deals-log.ts";
import { quoteAt } from "./trade-server/market/prices/price-source.ts";
import { seededWalk, TICK_MS } from "./trade-server/market/prices/seeded-walk.ts";
import { symbolSpecs } from "./trade-server/market/symbols.ts";

/** A step that may be carried out for another half minute. */
const submit: typeof submitOf = (name, fields) =>
  submitOf(name, { deadline: Date.now() + 30_000, ...fields });

describe("the paper terminal as a process", { timeout: 60_000 }, () => {
  it("proves itself, trades, stops cleanly, and goes on where it was", async () => {
    const { start, nextConnection, inspect, dealsLog } = await begin();
    const first = start();
    const link = await nextConnection();
    expect((await link.link()).map(({ type }) => type)).toEqual(["synced"]);
    expect(link.told.filter(({ type }) => type === "symbol")).toHaveLength(symbolSpecs.length);
    await link.next("a tick", ({ type }) => type === "tick");
    const bought = submit("a", { lots: "0.3" });
    link.say(bought);
    const { ticket } = await link.result(bought.order);
    const close = submit("b", { position: ticket, side: "sell", lots: "0.1" });
    link.say(close);
    const { deal } = await link.result(close.order);
    first.kill("SIGTERM");
    expect(await first.end).toEqual({ code: 0, signal: null });
    expect(first.lines().map(({ event }) => event)).toEqual(["started", "ready", "synced", "stopped"]);

    const second = start();
    const again = await nextConnection();
    const told = await again.link();
    expect(told.map(({ type }) => type)).toEqual(["deal", "deal", "position", "synced"]);
    expect(told.at(2)).toMatchObject({ position: ticket, lots: "0.2", order: orderIdOf("a") });
    expect(told.at(3)).toMatchObject({ lastdeal: deal });
    again.say(bought);
    expect(await again.result(bought.order)).toMatchObject({ state: "done", ticket });
    second.kill("SIGINT");
    expect(await second.end).toEqual({ code: 0, signal: null });
    const desk = inspect();
    expect(dealsLog()).toBe(Array.from(desk.server.dealsAfter(0n), dealLine).join(""));
    expect(dealsLog().split("\n")).toHaveLength(3);
    desk.drop();
  });

  it("refuses what the trade server refuses, by its return code", async () => {
    const { start, nextConnection, dealsLog } = await begin();
    start();
    const link = await nextConnection();
    await link.link();
    const cases = [
      ["unknown symbol", { symbol: "NOPE" }, 10013],
      ["volume off the step", { lots: "0.015" }, 10014],
      ["volume below the least", { lots: "0" }, 10014],
      ["pending on the wrong side", { action: "pending", kind: "limit", price: "9" }, 10015],
      ["stop on the wrong side", { sl: "9" }, 10016],
    ] as const;
    for (const [name, fields, retcode] of cases) {
      const step = submit(name, fields);
      link.say(step);
      expect(await link.result(step.order)).toMatchObject({ state: "rejected", retcode, deal: "0" });
    }
    const late = submit("late", { deadline: Date.now() - 1 });
    link.say(late);
    expect(await link.result(late.order)).toMatchObject({ state: "expired", retcode: 0 });
    expect(dealsLog()).not.toContain(late.order);
  });

  it("leaves an agent that does not know the token, tells it nothing, and tries again with another nonce", async () => {
    const { start, nextConnection } = await begin();
    const terminal = start();
    const nonces = new Set<string>();
    for (let attempt = 0; attempt < 2; attempt++) {
      const link = await nextConnection();
      if (attempt === 0) link.say(submit("a"));
      else await expect(link.link("0", "another token")).rejects.toThrow("ready");
      await eventually("the hello and the end", () => (link.closed && link.told.length > 0) || undefined);
      expect(link.told.map(({ type }) => type)).toEqual(["hello"]);
      for (const message of link.told) if (message.type === "hello") nonces.add(message.nonce);
    }
    expect(nonces.size).toBe(2);
    const events = terminal.lines().map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["frame_out_of_place", "wrong_proof"]));
    expect(terminal.stderr()).not.toMatch(/[0-9a-f]{32}/);
    const right = await nextConnection();
    expect((await right.link()).map(({ type }) => type)).toEqual(["synced"]);
  });

  it("closes the link at a frame it cannot read, says why, and comes back", async () => {
    const { start, nextConnection } = await begin();
    const terminal = start();
    const frame = (body: string) => {
      const bytes = Buffer.alloc(4 + Buffer.byteLength(body));
      bytes.writeUInt32BE(Buffer.byteLength(body));
      bytes.write(body, 4);
      return bytes;
    };
    const tooLong = Buffer.alloc(4);
    tooLong.writeUInt32BE(EA_FRAME_MAX_BYTES + 1);
    const bad = [
      [tooLong, "frame_too_long"],
      [frame("ping\u001fa"), "frame_malformed"],
      [frame("ping\u001fa=1\u001fa=1"), "frame_duplicate_field"],
      [frame("ping\u001f__proto__=1"), "frame_forbidden_key"],
      [Buffer.concat([frame("ping"), Buffer.from([0, 0, 0, 1, 0xff])]), "frame_invalid_utf8"],
      [frame("sync\u001flastdeal=x"), '"field":"lastdeal"'],
      [frame("reboot"), '"field":"type"'],
    ] as const;
    for (const [bytes, expected] of bad) {
      const link = await nextConnection();
      await link.link();
      link.socket.write(bytes);
      await eventually("the end of the link", () => link.closed || undefined);
      expect(
        terminal
          .lines()
          .map((line) => JSON.stringify(line))
          .join("\n"),
      ).toContain(expected);
    }
    expect(await (await nextConnection()).link()).toHaveLength(1);
  });

  it("carries out what the market reaches: a stop order, and the stop loss of a position", async () => {
    const { start, nextConnection, dealsLog } = await begin();
    start("", ["--seed", String(SEED)]);
    const link = await nextConnection();
    await link.link();
    const { symbol, price } = await fallingMarket();
    const guarded = submit("guarded", { symbol, sl: price });
    const pending = submit("pending", { symbol, action: "pending", kind: "stop", side: "sell", price });
    link.say(guarded, pending);
    const position = await link.result(guarded.order);
    const order = await link.result(pending.order);
    expect([position.state, order.state]).toEqual(["done", "done"]);
    const closed = await link.next(
      "the stop loss",
      (told) => told.type === "deal" && told.reason === "sl" && told.position === position.ticket,
    );
    expect(closed).toMatchObject({ entry: "out", order: "", side: "sell" });
    const filled = await link.next(
      "the stop order",
      (told) => told.type === "deal" && told.order === pending.order,
    );
    expect(filled).toMatchObject({ entry: "in", ticket: order.ticket, reason: "expert" });
    await link.next("the closed position", ({ type }) => type === "position_closed");
    expect(
      dealsLog()
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { orderId: guarded.order, entry: "in" },
      { orderId: null, step: null, reason: "sl", position: position.ticket },
      { orderId: pending.order, entry: "in", side: "sell" },
    ]);
  });

  it("does not start beside another one on the same state, or on a bad command line", async () => {
    const { start, nextConnection, args, state } = await begin();
    start();
    await (await nextConnection()).link();
    const second = start();
    expect(await second.end).toMatchObject({ code: 1 });
    expect(await second.logged("fatal")).toMatchObject({ message: "database is locked" });
    for (const [bad, said] of [
      [["--state", state], "--port"],
      [[...args, "--seed", "x"], "--seed"],
      [[...args, "--sead", "1"], "--sead"],
    ] as const) {
      const process = startProcess(bad);
      expect(await process.end).toMatchObject({ code: 2 });
      expect(process.stderr()).toContain(said);
    }
    const empty = join(temporaryDirectory(), "token");
    writeFileSync(empty, "short");
    const process = startProcess([...args.slice(0, 4), "--token-file", empty]);
    expect(await process.end).toMatchObject({ code: 1 });
    expect(readFileSync(empty, "utf8")).toBe("short");
  });
});

const SEED = 7;
const walk = seededWalk(SEED);
/** How long the market leaves the test to place its orders, and how long it then waits, in ticks. */
const [LATE_TICKS, CALM_TICKS, WAIT_TICKS] = [4, 12, 36];

/**
 * A symbol whose bid will fall to `price`, but not near it in the next two seconds: the walk is known ahead. The
 * second before counts too, since the terminal may still quote it when its timer comes late. Only of the symbols that
 * execute at market: the others want another price or size than these orders name. Near is what the symbol's stops
 * level forbids: a stop there would be refused.
 */
function fallingMarket(): Promise<{ readonly symbol: string; readonly price: string }> {
  return eventually("a falling market", () => {
    const fromMs = Date.now() - LATE_TICKS * TICK_MS;
    for (const symbol of symbolSpecs.filter(({ execution }) => execution === "market")) {
      const bids = Array.from({ length: WAIT_TICKS }, (_, tick) =>
        Number(quoteAt(walk, symbol, fromMs + tick * TICK_MS)?.bid),
      );
      const price = Math.min(...bids.slice(CALM_TICKS));
      const pointsAway = Math.round((Math.min(...bids.slice(0, CALM_TICKS)) - price) / Number(symbol.point));
      if (pointsAway >= Math.max(1, symbol.stopsLevel)) {
        return { symbol: symbol.symbol, price: price.toFixed(symbol.digits) };
      }
    }
    return undefined;
  });
}

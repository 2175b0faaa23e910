import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runningPid } from "../support/children.ts";
import type { Installation } from "../support/installation.ts";
import { startTrading, type Trading } from "../support/trading.ts";
import { until } from "../support/until.ts";

let desk: Trading<Installation>;
let count = 0;
const newId = () => `rf-${++count}`;

beforeAll(async () => {
  desk = await startTrading();
});

afterAll(() => desk.end());

const ordersOf = async (alertId: string | undefined) => (await desk.api.story(alertId ?? "")).orders;

describe("a repeat is suppressed, kept and shown", () => {
  test("the same id is a duplicate for ever, and has no order", async () => {
    const message = desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", id: newId() });
    const first = await desk.trade(message);
    const { status, body } = await desk.send(message);
    expect(status).toBe(200);
    expect(body).toMatchObject({ verdict: "duplicate", duplicateOf: first.alert.id });
    const story = await desk.api.story(body.alertId ?? "");
    expect(story).toMatchObject({ alert: { verdict: "duplicate", duplicateOf: first.alert.id }, orders: [] });
    expect(first.orders.flatMap(({ id }) => desk.deals(id))).toHaveLength(1);
  });

  test("the same id with another body is a conflict", async () => {
    const id = newId();
    await desk.trade(desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", id }));
    const { status, body } = await desk.send(
      desk.json({ action: "sell", symbol: "EURUSD", lots: "0.01", id }),
    );
    expect([status, body.code]).toEqual([409, "id_conflict"]);
  });

  test("without an id, the same body within the window is a duplicate", async () => {
    const message = desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", comment: newId() });
    const first = await desk.trade(message);
    const { status, body } = await desk.send(message);
    expect([status, body.duplicateOf]).toEqual([200, first.alert.id]);
    expect(body.hint).toContain("id");
  });

  test("twenty at once are one order", async () => {
    const message = desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", id: newId() });
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.send(message)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 202]);
    const accepted = answers.find(({ status }) => status === 202)?.body.alertId ?? "";
    const story = await desk.settled(accepted);
    expect(story.orders.flatMap(({ id }) => desk.deals(id))).toHaveLength(1);
  });
});

describe("a message that cannot be carried out is answered with its code, kept, and gives no order", () => {
  const minute = 60_000;
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const fields = { action: "buy", symbol: "EURUSD", lots: "0.01" };
  const cases: [string, number, string, () => string][] = [
    ["an unknown symbol", 422, "unknown_symbol", () => desk.json({ ...fields, symbol: "NOSUCH" })],
    ["an unknown key", 422, "unknown_key", () => desk.json({ ...fields, stoploss: "1" })],
    ["a volume of 0", 422, "not_positive", () => desk.json({ ...fields, lots: 0 })],
    ["a negative volume", 422, "not_positive", () => desk.json({ ...fields, lots: "-1" })],
    ["a volume off the step", 422, "volume_off_step", () => desk.json({ ...fields, lots: "0.015" })],
    ["a volume over the limit", 422, "volume_too_large", () => desk.json({ ...fields, lots: "11" })],
    [
      "a stop loss on the wrong side",
      422,
      "stop_loss_wrong_side",
      () => desk.json({ ...fields, type: "limit", entry_price: "1.05", sl_price: "1.06" }),
    ],
    ["two commands", 422, "two_commands", () => `BUY SELL EURUSD secret=${desk.secret}`],
    ["a stale entry", 409, "stale", () => desk.json({ ...fields, time: ago(2 * minute) })],
    [
      "a stale exit",
      409,
      "stale",
      () => desk.json({ action: "close", symbol: "EURUSD", time: ago(6 * minute) }),
    ],
    ["a time to come", 409, "fired_in_future", () => desk.json({ ...fields, time: ago(-2 * minute) })],
  ];

  test.each(cases)("%s: %i %s", async (_what, status, code, message) => {
    const answer = await desk.send(message());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toBeTypeOf("string");
    const story = await desk.api.story(answer.body.alertId ?? "");
    expect(story).toMatchObject({ alert: { verdict: "refused", refusal: { code } }, orders: [] });
  });

  test("an exit may be older than an entry", async () => {
    const answer = await desk.send(
      desk.json({ action: "close", symbol: "EURUSD", time: ago(2 * minute), id: newId() }),
    );
    expect(answer.status).toBe(202);
  });

  test("the place of the fault is told", async () => {
    const message = desk.json({ ...fields, symbol: "NOSUCH" });
    const { body } = await desk.send(message);
    expect(message.slice(body.at).startsWith("NOSUCH")).toBe(true);
  });
});

describe("whoever is not authenticated leaves nothing behind", () => {
  test("a wrong secret is 401, and no alert is kept", async () => {
    const before = (await desk.api.alerts()).length;
    const answer = await desk.send(
      JSON.stringify({ action: "buy", symbol: "EURUSD", secret: "sp_hook_wrong" }),
    );
    expect([answer.status, answer.body.code]).toEqual([401, "wrong_secret"]);
    expect((await desk.api.alerts()).length).toBe(before);
  });

  test("an unknown strategy is 404, another method 405, a body over 64 KiB 413", async () => {
    const { hook } = desk.installation.ready.strategy;
    const unknown = hook.replace(/str_.*$/, `str_${"0".repeat(26)}`);
    expect((await fetch(unknown, { method: "POST", body: "BUY EURUSD" })).status).toBe(404);
    expect((await fetch(hook)).status).toBe(405);
    const large = `BUY EURUSD secret=${desk.secret} comment=${"x".repeat(65_536)}`;
    expect((await desk.send(large)).status).toBe(413);
  });
});

describe("what only the second door or the venue can know", () => {
  test("a stop on the wrong side of the market is refused with a code, and there is no deal", async () => {
    const [order] = (
      await desk.trade(
        desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", sl_price: "9", id: newId() }),
      )
    ).orders;
    expect(order?.state).toBe("rejected");
    expect(["agent", "venue"]).toContain(order?.door);
    expect(order?.refusal?.code).toMatch(/^[a-z_]+$/);
    expect(desk.deals(order?.id ?? "")).toEqual([]);
  });

  test("an order whose time is over before the terminal gets to it expires, and there is no deal", async () => {
    const terminal = runningPid(desk.installation.stateDir, "terminal");
    if (terminal === undefined) throw new Error("no terminal is running");
    process.kill(terminal, "SIGSTOP");
    let alertId: string | undefined;
    const firedAtMs = Date.now() - 27_000;
    try {
      const firedAt = new Date(firedAtMs).toISOString();
      const answer = await desk.send(
        desk.json({ action: "buy", symbol: "EURUSD", lots: "0.01", time: firedAt, id: newId() }),
      );
      expect(answer.status).toBe(202);
      alertId = answer.body.alertId;
      await until("end of the order's time", 10_000, () =>
        Date.now() > firedAtMs + 30_500 ? true : undefined,
      );
    } finally {
      process.kill(terminal, "SIGCONT");
    }
    const story = await desk.settled(alertId ?? "");
    expect(story.alert.outcome).toBe("expired");
    expect((await ordersOf(alertId)).flatMap(({ id }) => desk.deals(id))).toEqual([]);
  });
});

test("no answer and no log line holds the secret or the token", async () => {
  const { token } = desk.installation.ready;
  const { stateDir } = desk.installation;
  const logs = readdirSync(join(stateDir, "run")).filter((name) => name.endsWith(".log"));
  expect(logs.length).toBeGreaterThanOrEqual(3);
  const texts = logs.map((name) => readFileSync(join(stateDir, "run", name), "utf8"));
  texts.push(desk.installation.logged(), JSON.stringify((await desk.api.raw("/api/alerts")).body));
  for (const text of texts) {
    expect(text).not.toContain(desk.secret);
    expect(text).not.toContain(token);
  }
});

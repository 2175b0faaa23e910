import { expect, test } from "vitest";
import { parsePineConnector } from "../../src/domain/alert/dialects/pineconnector.ts";
import { parseSallyport } from "../../src/domain/alert/dialects/sallyport.ts";
import { parseText } from "../../src/domain/alert/dialects/text.ts";
import { parseTradersPost } from "../../src/domain/alert/dialects/traderspost.ts";
import { type PlannedAlert, planAlerts } from "./alert-plan.ts";
import { badCodes, ordersOf } from "./intent.ts";
import { firedAtMs, render } from "./messages.ts";
import { randomFrom } from "./random.ts";

const BEGIN_MS = 1_800_000_000_123;
const SECRET = "sp_hook_0123456789abcdefX";

const parsers = {
  pineconnector: parsePineConnector,
  sallyport: parseSallyport,
  text: parseText,
  traderspost: parseTradersPost,
} as const;

const pace = { perSecond: 5, lateCopies: true };
const plan = planAlerts(randomFrom(4), 3_000, pace);
const read = (alert: PlannedAlert) => parsers[alert.dialect](render(alert, SECRET, BEGIN_MS), {});
const good = plan.filter(({ intent }) => intent.what !== "bad");

test("the same seed plans the same alerts", () => {
  const [one, again, other] = [4, 4, 5].map((seed) => planAlerts(randomFrom(seed), 300, pace));
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
});

test("a long plan has every dialect, every kind of intent and every symbol", () => {
  expect(new Set(plan.map(({ dialect }) => dialect)).size).toBe(4);
  expect(new Set(plan.map(({ intent }) => intent.what)).size).toBe(10);
  expect(new Set(plan.map(({ symbol }) => symbol)).size).toBe(12);
});

test("every good message is understood, with as many legs as orders are expected of it", () => {
  for (const alert of good) {
    const signal = read(alert);
    if (!signal.ok) throw new Error(`${render(alert, SECRET, BEGIN_MS)}: ${signal.error.message}`);
    expect(signal.value.legs).toHaveLength(ordersOf(alert.intent));
    expect(signal.value.id).toBe(alert.hasId ? alert.key : undefined);
    expect(signal.value.firedAtMs).toBe(firedAtMs(alert, BEGIN_MS));
    expect(signal.value.unavailable).toEqual([]);
  }
});

test("a message with a stop on the wrong side is refused with the code that is expected", () => {
  const wrong = plan.filter(({ intent }) => intent.what === "bad" && intent.why === "stop");
  expect(wrong.length).toBeGreaterThan(5);
  for (const alert of wrong) {
    const signal = read(alert);
    expect(signal.ok || signal.error.code).toBe(badCodes.stop[0]);
  }
});

test("no two alerts have the same text, so only copies are duplicates", () => {
  expect(new Set(plan.map((alert) => render(alert, SECRET, BEGIN_MS))).size).toBe(plan.length);
});

test("a copy without an id comes within the time in which equal bodies are duplicates", () => {
  const copied = good.filter(({ copiesAtMs }) => copiesAtMs.length > 1);
  expect(copied.length).toBeGreaterThan(100);
  for (const { copiesAtMs, hasId } of copied) {
    const [first = 0] = copiesAtMs;
    for (const atMs of copiesAtMs) expect(atMs - first).toBeLessThan(hasId ? 60_000 : 10_000);
  }
});

test("in a short run no copy comes so late that the run would have to wait for it", () => {
  const short = planAlerts(randomFrom(4), 3_000, { ...pace, lateCopies: false });
  for (const { copiesAtMs } of short) {
    expect((copiesAtMs.at(-1) ?? 0) - (copiesAtMs[0] ?? 0)).toBeLessThan(10_000);
  }
});

test("alerts come in bursts, on average as many a second as the pace says", () => {
  const lengthMs = Math.max(...plan.map(({ copiesAtMs }) => copiesAtMs[0] ?? 0));
  expect(plan.length / (lengthMs / 1_000)).toBeGreaterThan(4);
  expect(plan.length / (lengthMs / 1_000)).toBeLessThan(6);
  const seconds = Map.groupBy(plan, ({ copiesAtMs }) => Math.floor((copiesAtMs[0] ?? 0) / 1_000));
  const busiest = Math.max(...[...seconds.values()].map((alerts) => alerts.length));
  expect(busiest).toBeGreaterThan(20);
});

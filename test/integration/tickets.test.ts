import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { pendingOrderSchema, positionSchema } from "../../src/protocol/agent-link.ts";
import { startTrading, type Trading } from "../support/trading.ts";
import { until } from "../support/until.ts";

/** What a person does to one position or pending order, all the way to the broker's own record and back. */
const LIMIT_MS = 30_000;

const orderedSchema = z.object({
  orders: z.array(z.object({ id: z.string(), state: z.string() })).min(1),
});
const holdingsSchema = z.object({
  positions: z.array(positionSchema),
  pendings: z.array(pendingOrderSchema),
});
type Holdings = z.infer<typeof holdingsSchema>;

let desk: Trading;
let base: string;
let count = 0;

beforeAll(async () => {
  desk = await startTrading();
  base = `/api/accounts/${desk.installation.ready.account.id}`;
});
afterAll(() => desk.end());

/** Asks for it, and waits until every order that it became has this state at its end. */
async function act(method: "POST" | "PATCH", path: string, body: unknown, end = "filled"): Promise<string[]> {
  const { url, token } = desk.installation.ready;
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "idempotency-key": `act-${++count}`,
  };
  const response = await fetch(new URL(base + path, url), { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  expect(response.status, text).toBe(202);
  const ids = orderedSchema.parse(JSON.parse(text)).orders.map(({ id }) => id);
  for (const id of ids) {
    await until(`${path} to be ${end}`, LIMIT_MS, async () => {
      const { body: order } = await desk.api.raw(`${base}/orders/${id}`);
      const { state, refusal } = z.object({ state: z.string(), refusal: z.unknown() }).parse(order);
      if (["rejected", "expired", "unknown"].includes(state) && state !== end) {
        throw new Error(`${state} ${JSON.stringify(refusal)}`);
      }
      return state === end || undefined;
    });
  }
  return ids;
}

/** What stands, as soon as it is so. */
function holdings<Found>(what: string, find: (now: Holdings) => Found | undefined): Promise<Found> {
  return until(what, LIMIT_MS, async () => {
    const { body } = await desk.api.raw(`${base}/positions`);
    return find(holdingsSchema.parse(body));
  });
}

const inSymbol = (symbol: string) => (one: { symbol: string }) => one.symbol === symbol;

function times(price: string, factor: number): string {
  return (Number(price) * factor).toFixed(5);
}

test("a stop is moved and removed on one of two positions, and the other stays as it is", async () => {
  await act("POST", "/orders", { action: "buy", symbol: "EURUSD", lots: "0.1", sl_pct: 5 });
  await act("POST", "/orders", { action: "buy", symbol: "EURUSD", lots: "0.2", sl_pct: 5 });
  const [one, other] = await holdings("two positions", ({ positions }) => {
    const mine = positions.filter(inSymbol("EURUSD"));
    return mine.length === 2 && mine.every(({ stopLoss }) => stopLoss !== null) ? mine : undefined;
  });
  if (one === undefined || other === undefined) throw new Error("two positions");
  const stopLoss = times(one.openPrice, 0.98);
  await act("PATCH", `/positions/${one.position}`, { stopLoss, takeProfit: times(one.openPrice, 1.1) });
  const find = (now: Holdings, ticket: string) => now.positions.find(({ position }) => position === ticket);
  await holdings("the moved stop", (now) =>
    Number(find(now, one.position)?.stopLoss) === Number(stopLoss) ? true : undefined,
  );
  await act("PATCH", `/positions/${one.position}`, { stopLoss: null });
  const left = await holdings("no stop", (now) => {
    const found = find(now, one.position);
    return found?.stopLoss === null ? { found, untouched: find(now, other.position) } : undefined;
  });
  expect(left.found.takeProfit).not.toBeNull();
  expect(left.untouched?.stopLoss).toBe(other.stopLoss);
});

test("a price on the wrong side of the market is refused by door two, with a sentence", async () => {
  const one = await holdings("a position", ({ positions }) => positions.find(inSymbol("EURUSD")));
  const path = `/positions/${one.position}`;
  const [id] = await act("PATCH", path, { stopLoss: times(one.openPrice, 1.05) }, "rejected");
  const { body } = await desk.api.raw(`${base}/orders/${id}`);
  expect(body).toMatchObject({
    door: "agent",
    refusal: { code: "stop_loss_wrong_side", message: expect.stringContaining("must be below") },
  });
});

test("a pending order is moved, then withdrawn, while another one stands", async () => {
  const { openPrice } = await holdings("a price", ({ positions }) => positions.find(inSymbol("EURUSD")));
  const place = (factor: number) => ({
    ...{ action: "buy", symbol: "EURUSD", lots: "0.1", type: "limit", entry_price: times(openPrice, factor) },
  });
  await act("POST", "/orders", place(0.9), "working");
  await act("POST", "/orders", place(0.85), "working");
  const [one, other] = await holdings("two orders", ({ pendings }) =>
    pendings.length === 2 ? pendings : undefined,
  );
  if (one === undefined || other === undefined) throw new Error("two orders");
  const price = times(openPrice, 0.95);
  await act("PATCH", `/pendings/${one.ticket}`, { price, stopLoss: times(openPrice, 0.94) });
  await holdings("the moved order", ({ pendings }) => {
    const moved = pendings.find(({ ticket }) => ticket === one.ticket);
    return (Number(moved?.price) === Number(price) && moved?.stopLoss !== null) || undefined;
  });
  await act("POST", `/pendings/${one.ticket}/cancel`, {});
  const left = await holdings("one order", ({ pendings }) => (pendings.length === 1 ? pendings : undefined));
  expect(left).toMatchObject([{ ticket: other.ticket, price: other.price }]);
});

test("a flip leaves the same lots the other way, by two deals", async () => {
  await act("POST", "/orders", { action: "buy", symbol: "USDJPY", lots: "0.3" });
  const one = await holdings("a long", ({ positions }) => positions.find(inSymbol("USDJPY")));
  const ids = await act("POST", `/positions/${one.position}/flip`, {});
  expect(ids).toHaveLength(2);
  const turned = await holdings("a short", ({ positions }) => {
    const mine = positions.filter(inSymbol("USDJPY"));
    return mine[0]?.side === "short" ? mine : undefined;
  });
  expect(turned).toHaveLength(1);
  expect(Number(turned[0]?.lots)).toBe(0.3);
  expect(ids.map((id) => desk.deals(id).map(({ side }) => side))).toEqual([["sell"], ["sell"]]);
});

test("flattening a symbol withdraws and closes there, and leaves the others", async () => {
  await act("POST", "/flatten", { symbol: "EURUSD" });
  const left = await holdings("nothing in EURUSD", (now) =>
    [...now.positions, ...now.pendings].some(inSymbol("EURUSD")) ? undefined : now,
  );
  expect(left.positions).toMatchObject([{ symbol: "USDJPY", side: "short" }]);
});

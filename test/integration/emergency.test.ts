import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { runningPid } from "../support/children.ts";
import { startTrading, type Trading } from "../support/trading.ts";
import { until } from "../support/until.ts";

const LIMIT_MS = 30_000;

const stateSchema = z.object({
  stopped: z.boolean(),
  accounts: z.tuple([
    z.object({
      state: z.object({
        stopped: z.object({ reason: z.string() }).nullable(),
        agent: z.string(),
        closing: z.object({ state: z.string(), round: z.number() }).nullable(),
      }),
    }),
  ]),
});
const orderedSchema = z.object({ orders: z.array(z.object({ id: z.string(), state: z.string() })) });

let desk: Trading;
let count = 0;
const newId = () => `em-${++count}`;
const buy = () => desk.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: newId() });

beforeAll(async () => {
  desk = await startTrading();
});
afterAll(() => desk.end());

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const { url, token } = desk.installation.ready;
  const response = await fetch(new URL(path, url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

async function state() {
  const { body } = await desk.api.raw("/emergency");
  return stateSchema.parse(body).accounts[0].state;
}

/** The code with which an alert was refused on the account. */
async function refusedAs(body: string): Promise<string | undefined> {
  const { body: answer } = await desk.send(body);
  const { alertId = "" } = answer;
  return until("the refusal", LIMIT_MS, async () => {
    const { body: story } = await desk.api.raw(`/api/alerts/${alertId}`);
    const routes = z.object({
      alert: z.object({ routes: z.array(z.object({ refusal: z.object({ code: z.string() }).nullable() })) }),
    });
    return routes.parse(story).alert.routes[0]?.refusal?.code;
  });
}

test("a stop with open positions closes them, refuses entries at both doors, survives the agent, and is lifted", async () => {
  const { account } = desk.installation.ready;
  await desk.trade(buy());
  await desk.trade(desk.json({ action: "sell", symbol: "USDJPY", lots: "0.2", id: newId() }));
  await until("positions", LIMIT_MS, async () => (await desk.api.positions()).length === 2 || undefined);

  const stop = { reason: "drill", close_existing_positions: true };
  expect((await post("/emergency/stop-all-trading", stop)).status).toBe(202);
  expect(await refusedAs(buy())).toBe("trading_stopped");
  await until("a flat account", LIMIT_MS, async () => (await desk.api.positions()).length === 0 || undefined);
  await until("the agent's word and a flat state", LIMIT_MS, async () => {
    const { agent, closing } = await state();
    return (agent === "confirmed" && closing?.state === "flat") || undefined;
  });
  const closes = (await desk.api.raw(`/api/accounts/${account.id}/orders?limit=5`)).body;
  const listed = z.object({
    items: z.array(z.object({ source: z.object({ kind: z.string() }), state: z.string() })),
  });
  const ours = listed.parse(closes).items.filter(({ source }) => source.kind === "stop");
  expect(ours.map(({ state }) => state)).toContain("filled");

  const before = desk.installation.ready.pids.agent;
  process.kill(before, "SIGKILL");
  await until("another agent", LIMIT_MS, () => {
    const pid = runningPid(desk.installation.stateDir, "agent");
    return pid !== undefined && pid !== before ? pid : undefined;
  });
  await until("a ready agent", LIMIT_MS, async () => (await desk.api.account()).link.ready || undefined);
  const { body } = await desk.api.raw(`/api/accounts/${account.id}`);
  const shown = z.object({
    terminal: z.object({ halted: z.object({ by: z.string(), reason: z.string() }) }),
  });
  expect(shown.parse(body).terminal.halted).toMatchObject({ by: "gateway, bootstrap", reason: "drill" });
  expect(await refusedAs(buy())).toBe("trading_stopped");
  const orders = `/api/accounts/${account.id}/orders`;
  const entry = { action: "buy", symbol: "EURUSD", lots: "0.1" };
  const refused = await post(orders, entry, { "idempotency-key": "while-stopped" });
  expect(refused).toMatchObject({ status: 409, body: { code: "trading_stopped" } });

  expect((await post("/emergency/lift", {})).status).toBe(200);
  expect((await desk.trade(buy())).alert.outcome).toBe("filled");
  const placed = await post(orders, entry, { "idempotency-key": "after-the-lifting" });
  expect(placed.status).toBe(202);
  const [order] = orderedSchema.parse(placed.body).orders;
  if (order === undefined) throw new Error("no order");
  await until("a filled order", LIMIT_MS, async () => {
    const { body: read } = await desk.api.raw(`${orders}/${order.id}`);
    return z.object({ state: z.string() }).parse(read).state === "filled" || undefined;
  });
  expect(desk.deals(order.id)).toHaveLength(1);
});

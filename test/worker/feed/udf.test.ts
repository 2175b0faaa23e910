import { env } from "cloudflare:workers";
import { beforeAll, expect, it } from "vitest";
import { MARKET_LINK_AUDIENCE, toMarketAgentSchema } from "../../../src/protocol/market-link.ts";
import { request } from "../support/gateway.ts";
import { as, freshTenantId, makePerson, type Person } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { makeAccount } from "../trading-account/support.ts";

let accountId: string;
let guest: Person;
let socket: WebSocket;

beforeAll(async () => {
  const account = await makeAccount();
  accountId = account.id;
  await env.TENANT.getByName(account.tenantId).register(account.id, "Desk", { kind: "system" });
  const agent = await FakeAgent.pair(account.id);
  await agent.connectReady();
  guest = await makePerson(account.tenantId, "guest");
  const token = await agent.token({ claims: { aud: MARKET_LINK_AUDIENCE } });
  const response = await request(`/agent/market?account=${account.id}&v=1`, {
    headers: { upgrade: "websocket", authorization: `Bearer ${token}` },
  });
  if (response.webSocket === null) throw new Error("no market link");
  socket = response.webSocket;
  socket.addEventListener("message", ({ data }) => {
    const frame = toMarketAgentSchema.parse(JSON.parse(String(data)));
    if (frame.type !== "bars") return;
    const bars = [60_000, 120_000, 180_000].map((atMs) => ({
      ...{ atMs, open: "1.1", high: "1.2", low: "1.0", close: "1.15", ticks: 3 },
    }));
    const known = frame.symbol === "EURUSD" && frame.frame === "M1";
    socket.send(JSON.stringify({ type: "bars", id: frame.id, bars: known ? bars : null }));
  });
  socket.accept();
});

const ask = async (path: string): Promise<unknown> => {
  const response = await as(guest, path);
  expect(response.status, path).toBe(200);
  return response.json();
};

it("a chart finds the symbols of the accounts that its reader may see, and draws their bars", async () => {
  expect(await ask("/udf/config")).toMatchObject({ supports_search: true, supports_time: true });
  expect(Math.abs(Number(await ask("/udf/time")) - Date.now() / 1000)).toBeLessThan(5);
  const ticker = `${accountId}:EURUSD`;
  expect(await ask("/udf/search?query=eur&limit=5")).toMatchObject([
    { symbol: "EURUSD", ticker, exchange: "Desk" },
  ]);
  expect(await ask(`/udf/symbols?symbol=${ticker}`)).toMatchObject({ ticker, pricescale: 100_000 });
  const history = await ask(`/udf/history?symbol=${ticker}&resolution=1&from=100&to=180`);
  expect(history).toMatchObject({ s: "ok", t: [120], o: [1.1], h: [1.2], l: [1], c: [1.15], v: [3] });
  expect(await ask("/udf/history?symbol=USDJPY&resolution=60&from=0&to=180")).toEqual({ s: "no_data" });
});

it("says what is wrong as the library reads it", async () => {
  for (const path of [
    "/udf/symbols",
    "/udf/symbols?symbol=NOPE",
    "/udf/history?symbol=EURUSD&resolution=2&from=0&to=1",
    "/udf/history?symbol=EURUSD&resolution=1&from=x&to=1",
    "/udf/search?limit=0",
  ]) {
    expect(await ask(path), path).toMatchObject({ s: "error", errmsg: expect.stringMatching(/^[a-z_]+$/) });
  }
});

it("ASVS 8.4.1: knows nothing of another tenant's symbols", async () => {
  const tenantId = freshTenantId();
  await makeHoldings(tenantId);
  const stranger = await makePerson(tenantId, "owner");
  const found = await as(stranger, `/udf/symbols?symbol=${accountId}:EURUSD`);
  expect(await found.json()).toEqual({ s: "error", errmsg: "unknown_symbol" });
});

it("without an agent says so", async () => {
  socket.close(1000, "bye");
  await expect
    .poll(() => ask("/udf/history?symbol=EURUSD&resolution=1&from=0&to=180"), { timeout: 5_000 })
    .toEqual({ s: "error", errmsg: "agent_offline" });
});

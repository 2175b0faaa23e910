import { beforeAll, describe, expect, it } from "vitest";
import type { FromGateway, Position } from "../../../src/protocol/agent-link.ts";
import type { PreviewStep } from "../../../src/protocol/preview.ts";
import { factsOf, makeReadyAccount, type TestAgent } from "../support/agent.ts";
import { api, makeAccount, makeStrategy, problemOf, until } from "../support/gateway.ts";

type PreviewFrame = Extract<FromGateway, { type: "preview" }>;

const step: PreviewStep = {
  ...{ phase: 0, action: "deal", symbol: "EURUSD", side: "buy", kind: "market", lots: "0.5" },
  ...{ price: "1.08510", stopLoss: "1.08310", takeProfit: null, position: null, ticket: null },
  ...{ filling: "fok", time: "gtc", expiresAtMs: null, deviation: 20, stopPips: "20", targetPips: null },
  ...{ margin: "542.55", risk: { money: "100.00", balancePercent: "1.00", equityPercent: "1.06" } },
};
const account = {
  ...{ currency: "USD", balance: "10000.00", equity: "9500.00", margin: "0.00", freeMargin: "9500.00" },
};

const risky = '{"action":"buy","symbol":"EURUSD","risk_money":"100","sl_pips":20}';

function ask(accountId: string, body: unknown): Promise<Response> {
  return api(`/api/accounts/${accountId}/preview`, { method: "POST", body });
}

describe("previews", () => {
  let agent: TestAgent;

  beforeAll(async () => {
    agent = await makeReadyAccount({ rules: { stops: "widen" } });
  });

  /** Asks, answers as the agent with one order for each instruction, and gives question and answer. */
  async function answered(body: unknown, order: Record<string, unknown> = {}) {
    const before = agent.received.length;
    const pending = ask(agent.accountId, body);
    const frame = await until("the question", async () =>
      agent.received.slice(before).find((one): one is PreviewFrame => one.type === "preview"),
    );
    const orders = frame.instructions.map(() => ({ steps: [step], notes: [], refusal: null, ...order }));
    agent.send({ type: "previewed", requestId: frame.requestId, account, orders });
    const response = await pending;
    expect(response.status).toBe(200);
    return { frame, answer: await response.json() };
  }

  it("say what the agent would send, by the account's own rules", async () => {
    const { frame, answer } = await answered({ message: risky });
    expect(frame.rules).toMatchObject({ stops: "widen", lots: "refuse", external: "leave" });
    expect(frame.instructions).toMatchObject([
      {
        ...{ kind: "open", symbol: "EURUSD", size: { unit: "risk_money", value: "100" } },
        limits: { minLots: "0.01", maxLots: "10" },
      },
    ]);
    expect(answer).toMatchObject({
      signal: { dialect: "sallyport", symbol: "EURUSD" },
      account,
      refusal: null,
      orders: [{ leg: 0, instruction: { kind: "open" }, steps: [step], notes: [], refusal: null }],
    });
  });

  it("say at which door an order would be refused", async () => {
    const refused = { code: "volume_too_small", message: "That would risk 2.00 USD." };
    const { answer } = await answered({ message: risky }, { steps: [], refusal: refused });
    expect(answer).toMatchObject({ orders: [{ steps: [], refusal: { door: "agent", ...refused } }] });

    const before = agent.received.length;
    const here = await ask(agent.accountId, { message: risky.replace("EURUSD", "NOPE") });
    expect(await here.json()).toMatchObject({
      account: null,
      orders: [],
      refusal: { door: "gateway", code: "unknown_symbol", at: risky.indexOf("EURUSD") },
    });
    // What the gateway refuses, the agent is not asked about.
    expect(agent.received.slice(before)).toEqual([]);
  });

  it("read and route a strategy's message as the strategy would", async () => {
    const strategy = await makeStrategy({
      dialect: "pineconnector",
      dialectSettings: { targetType: "pips" },
      routes: [
        {
          accountId: agent.accountId,
          size: { unit: "equity_percent_loss", value: "2" },
          symbols: { EU: "EURUSD" },
        },
      ],
    });
    const message = "60123456789,buylimit,EU,vol_dollar=50,sl=20,entry_pips=10";
    const { frame } = await answered({ strategyId: strategy.id, message });
    expect(frame.instructions).toMatchObject([
      {
        symbol: "EURUSD",
        size: { unit: "risk_money", value: "50" },
        stopLoss: { unit: "pips", value: "20" },
      },
    ]);
    const other = await makeStrategy();
    expect(await problemOf(await ask(agent.accountId, { strategyId: other.id, message }))).toMatchObject({
      ...{ status: 422, code: "no_route" },
    });
  });

  it("take a signal, and a route of the question's own", async () => {
    const signal = {
      ...{ dialect: "sallyport", symbol: "EURUSD", unavailable: [] },
      legs: [
        { action: "close", scope: "symbol", side: "both", amount: { unit: "all" } },
        { action: "open", side: "buy", type: "market" },
      ],
    };
    const route = { size: { unit: "lots", value: "0.3" } };
    const { frame, answer } = await answered({ signal, route });
    expect(frame.instructions).toMatchObject([{ kind: "close" }, { kind: "open", lots: "0.3" }]);
    expect(answer).toMatchObject({ orders: [{ leg: 0 }, { leg: 1 }] });
  });

  it("take an act on one ticket, as it would be ordered", async () => {
    const held: Position = {
      ...{ position: "7001", symbol: "EURUSD", side: "long", lots: "0.5", openPrice: "1.08" },
      ...{ stopLoss: null, takeProfit: null, magic: "1", orderId: null, openedAtMs: 1 },
    };
    const state = { ready: true, symbols: [factsOf("EURUSD")], positions: [held], atMs: Date.now() };
    agent.send({ type: "terminal", state });
    await until("the position", async () => {
      const told = await api(`/api/accounts/${agent.accountId}/positions`);
      return (await told.text()).includes("7001") || undefined;
    });
    const move = { do: "modify_position", position: "7001", stopLoss: "1.07", takeProfit: null };
    const moved = await answered({ act: move });
    expect(moved.frame.instructions).toEqual([
      {
        ...{ kind: "modify_position", symbol: "EURUSD", position: "7001" },
        ...{ stopLoss: { unit: "price", value: "1.07" }, takeProfit: { unit: "none" } },
      },
    ]);
    expect(moved.answer).toMatchObject({ signal: null, account, refusal: null, orders: [{ steps: [step] }] });
    const flip = await answered({ act: { do: "flip_position", position: "7001" } });
    expect(flip.frame.instructions).toMatchObject([
      { kind: "close_position", amount: { unit: "all" } },
      { kind: "open", side: "sell", lots: "0.5" },
    ]);
    const before = agent.received.length;
    const wrong = await ask(agent.accountId, { act: { ...move, stopLoss: "1.2", takeProfit: "1.1" } });
    expect(await wrong.json()).toMatchObject({ refusal: { door: "gateway" }, orders: [] });
    const gone = await ask(agent.accountId, { act: { do: "cancel_pending", ticket: "1" } });
    expect(await gone.json()).toMatchObject({ refusal: { door: "gateway", code: "unknown_order" } });
    expect(agent.received.slice(before)).toEqual([]);
    const nothing = await ask(agent.accountId, { act: { do: "modify_pending", ticket: "1" } });
    expect(nothing.status).toBe(422);
  });

  it("leave no trace", async () => {
    const before = await (await api(`/api/accounts/${agent.accountId}`)).json();
    await answered({ message: risky });
    expect(await (await api(`/api/accounts/${agent.accountId}`)).json()).toEqual(before);
    expect(agent.received.some(({ type }) => type === "order")).toBe(false);
  });

  it("refuse a message that is not understood as the hook does, with the place", async () => {
    const message = risky.replace("sl_pips", "slpips");
    expect(await problemOf(await ask(agent.accountId, { message }))).toMatchObject({
      ...{ status: 422, code: "unknown_key", at: message.indexOf('"slpips"') },
    });
    const stopless = '{"action":"buy","symbol":"EURUSD","risk_money":"100"}';
    expect(await problemOf(await ask(agent.accountId, { message: stopless }))).toMatchObject({
      ...{ status: 422, code: "stop_loss_required", at: stopless.indexOf("100") },
    });
  });

  it("refuse a question that is none, and accounts and strategies of nobody", async () => {
    expect((await ask(agent.accountId, { message: risky, strategy: "x" })).status).toBe(422);
    expect((await ask(agent.accountId, {})).status).toBe(422);
    const nobody = "acc_01JD0000000000000000000000";
    expect(await problemOf(await ask(nobody, { message: risky }))).toMatchObject({ status: 404 });
    const strategyId = "str_01JD0000000000000000000000";
    expect(await problemOf(await ask(agent.accountId, { strategyId, message: risky }))).toMatchObject({
      ...{ status: 404, code: "unknown_strategy" },
    });
  });

  it("are refused while the agent is away, and when it does not answer in time", async () => {
    const close = '{"action":"close","scope":"account"}';
    expect(await problemOf(await ask(await makeAccount(), { message: close }))).toMatchObject({
      ...{ status: 503, code: "agent_offline" },
    });
    const silent = ask(agent.accountId, { message: risky });
    expect(await problemOf(await silent)).toMatchObject({ status: 503, code: "agent_timeout" });
  }, 15_000);
});

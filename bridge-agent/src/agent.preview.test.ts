import { expect, test } from "vitest";
import { defaultOrderRules, type Instruction } from "../../src/domain/order/instruction.ts";
import { eventually } from "./testing/eventually.ts";
import type { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { positionFrame } from "./testing/link-frames.ts";
import { together } from "./testing/together.ts";

const riskyBuy: Instruction = {
  ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market" },
  size: { unit: "balance_percent_loss", value: "2" },
  stopLoss: { unit: "pips", value: "20" },
};

async function preview(gateway: FakeGateway, instructions: Instruction[]) {
  const requestId = crypto.randomUUID();
  gateway.send({ type: "preview", requestId, rules: defaultOrderRules, instructions });
  return eventually("a preview", () =>
    gateway.all("previewed").find((answer) => answer.requestId === requestId),
  );
}

test("a preview says what an order would become, by the account as the terminal told it, and sends nothing", async () => {
  const { gateway, terminal } = await together({ story: [positionFrame({ side: "short", lots: "0.30" })] });
  const { account, orders } = await preview(gateway, [riskyBuy]);
  expect(account).toMatchObject({ currency: "USD", balance: "1000", equity: "1000" });
  expect(orders).toMatchObject([
    {
      steps: [
        { action: "deal", lots: "0.1", price: "1.08510", stopLoss: "1.08310", risk: { money: "20.00" } },
      ],
      refusal: null,
    },
  ]);
  // What others made is left alone, as the rules say.
  const closeAll: Instruction = { kind: "close", symbol: null, side: "both", amount: { unit: "all" } };
  expect((await preview(gateway, [closeAll])).orders).toMatchObject([{ refusal: { code: "nothing_to_do" } }]);
  expect(terminal.submits).toEqual([]);
  expect(gateway.reports).toEqual([]);
});

test("what a preview shows is what is then sent", async () => {
  const { gateway, terminal } = await together();
  const [shown] = (await preview(gateway, [riskyBuy])).orders;
  const id = orderIdOf("previewed");
  await gateway.give(id, { instruction: riskyBuy });
  const sent = await terminal.submit(id);
  const step = shown?.steps[0];
  expect(sent).toMatchObject({
    action: step?.action,
    side: step?.side,
    lots: step?.lots,
    sl: step?.stopLoss,
  });
  expect(sent).toMatchObject({ filling: step?.filling, deviation: step?.deviation, time: step?.time });
});

test("an entry with every exit and filter is previewed, and the link stands", async () => {
  const { gateway } = await together();
  const managed: Instruction = {
    ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.10" },
    stopLoss: { unit: "pips", value: "20" },
    exits: {
      breakeven: { triggerPips: "15", offsetPips: "1" },
      trailing: { triggerPips: "0", distancePips: "20", stepPips: "0" },
      atrTrailing: { frame: "M15", period: 14, multiplier: "2", shift: 0, triggerPips: "0" },
      partials: [{ atPips: "20", percent: "50" }],
    },
    filters: { maxSpreadPips: "5", account: { basis: "balance", above: "1" } },
  };
  expect((await preview(gateway, [managed])).orders).toMatchObject([{ steps: [{ action: "deal" }] }]);
  expect((await preview(gateway, [buy])).orders).toHaveLength(1);
});

test("without a terminal every order is refused with the reason", async () => {
  const { gateway, terminal } = await together();
  terminal.close();
  await eventually("the loss to be told", () => gateway.last("terminal")?.state.ready === false);
  const { orders } = await preview(gateway, [buy, riskyBuy]);
  const reason = gateway.last("terminal")?.state.reason;
  expect(reason).toBeDefined();
  expect(orders).toEqual([
    { steps: [], notes: [], refusal: reason },
    { steps: [], notes: [], refusal: reason },
  ]);
});

test("what was rounded is told on the order itself", async () => {
  const { gateway, terminal } = await together();
  const rules = { ...defaultOrderRules, lots: "round_down" as const };
  const id = orderIdOf("rounded");
  const between: Instruction = {
    ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.105" },
  };
  await gateway.give(id, { instruction: between, rules });
  expect(await terminal.submit(id)).toMatchObject({ lots: "0.1" });
  await eventually("a note", () => gateway.eventsOf(id).includes("noted"));
  expect(gateway.reports.find(({ event }) => event.event === "noted")).toMatchObject({
    ...{ orderId: id, event: { code: "lots_rounded" } },
  });
});

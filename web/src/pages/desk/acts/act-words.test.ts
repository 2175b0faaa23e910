import { describe, expect, test } from "vitest";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import type { PreviewStep } from "../../../../../src/protocol/preview.ts";
import type { Preview } from "../../../preview/preview-schema.ts";
import { actWords } from "./act-words.ts";

const risk = { money: "25.00", balancePercent: "0.03", equityPercent: "0.03" };
const plain: PreviewStep = {
  ...{ phase: 0, action: "sltp", symbol: "EURUSD", side: "buy", kind: "market", lots: "0.1", price: null },
  ...{ stopLoss: "1.0815", takeProfit: null, position: "11", ticket: null, filling: "fok", time: "gtc" },
  ...{ expiresAtMs: null, deviation: 20, stopPips: "25", targetPips: null, margin: null, risk },
};
const position: Position = {
  ...{ position: "11", symbol: "EURUSD", side: "long", lots: "0.1", openPrice: "1.084" },
  ...{ stopLoss: null, takeProfit: null, magic: "0", orderId: null, openedAtMs: 1 },
};
const standing: PendingOrderFacts = {
  ...{ ticket: "22", symbol: "EURUSD", side: "buy", kind: "stop_limit", lots: "0.2", price: "1.09" },
  ...{ stopLimit: "1.085", stopLoss: null, takeProfit: null, expiresAtMs: null, magic: "0" },
  ...{ orderId: null, external: false },
};

function words(steps: readonly Partial<PreviewStep>[], pending?: PendingOrderFacts) {
  const preview: Preview = {
    ...{ signal: null, refusal: null },
    account: { currency: "USD", balance: "1", equity: "1", margin: "0", freeMargin: "1" },
    orders: steps.map((step, leg) => ({
      ...{ leg, notes: [], refusal: null, steps: [{ ...plain, ...step }] },
      instruction: { kind: "cancel_pending", symbol: "EURUSD", ticket: "22" },
    })),
  };
  return actWords(preview, { position, pending });
}

describe("what an act would do is said", () => {
  test("of moved stops with their distance and the money at risk", () => {
    expect(words([{ takeProfit: "1.09", targetPips: "60" }])).toEqual([
      "Stop loss 1.0815, 25 pips from the open price: 25.00 USD at risk (0.03 % of the balance).",
      "Take profit 1.09, 60 pips from the open price.",
    ]);
    expect(words([{ stopLoss: "1.085", stopPips: "10", risk: null }])[0]).toBe(
      "Stop loss 1.085, 10 pips in profit.",
    );
    expect(words([{ stopLoss: null, stopPips: null, risk: null }])).toEqual([
      ...["No stop loss.", "No take profit."],
    ]);
    // What the trading machine does not know is not guessed.
    expect(words([{ stopPips: null, risk: null }])[0]).toBe("Stop loss 1.0815.");
  });

  test("of a flip with both of its deals and the margin of the new one", () => {
    const close = { action: "deal", side: "sell", price: "1.0851" } as const;
    expect(words([close, { ...close, position: null, margin: "108.51" }])).toEqual([
      ...["Sells 0.1 at about 1.0851.", "Sells 0.1 at about 1.0851, margin 108.51 USD."],
    ]);
  });

  test("of a stop limit order with the place that its limit goes to", () => {
    const moved = { action: "modify", price: "1.095", position: null, ticket: "22" } as const;
    expect(words([moved], standing)[0]).toBe("Its limit at 1.09.");
    expect(words([moved], { ...standing, stopLimit: null })[0]).toMatch(/^Stop loss/);
  });

  test("of a cancellation only when there is something to say", () => {
    expect(words([{ action: "remove" }])).toEqual([]);
  });
});

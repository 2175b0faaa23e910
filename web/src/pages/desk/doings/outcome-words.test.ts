import { describe, expect, test } from "vitest";
import { ApiError, unreachable } from "../../../api/problem.ts";
import type { DeskOrder } from "./desk-order.ts";
import { failureWords, orderOutcome, togetherOutcome } from "./outcome-words.ts";

const refusal = { code: "no_money", message: "Not enough money", hint: "close something first" };

function order(fields: Partial<DeskOrder>): DeskOrder {
  return {
    ...{ id: "ord_1", source: { kind: "stop", stopId: "stp_1", round: 1 }, alertId: null, strategyId: null },
    ...{ leg: 0, after: null, symbol: "EURUSD", door: null, refusal: null, ticket: null, seq: null },
    instruction: { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.1" },
    ...{ state: "filled", filledLots: "0.1", averagePrice: "1.0844" },
    ...{ createdAtMs: 1, changedAtMs: 1, deadlineMs: 2 },
    ...fields,
  };
}

const close = { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } } as const;

describe("what became of an order", () => {
  test("is said with the price that it got", () => {
    expect(orderOutcome(order({}))).toEqual({ tone: "good", words: "Filled: 0.1 lots at 1.0844." });
  });

  test("is no failure when there was nothing to do", () => {
    const nothing = { code: "nothing_to_do", message: "There is no pending order to cancel" };
    expect(orderOutcome(order({ state: "rejected", door: "agent", refusal: nothing }))).toEqual({
      tone: "good",
      words: "There is no pending order to cancel.",
    });
  });

  test("is said with the door that refused it, why, and what helps", () => {
    expect(orderOutcome(order({ state: "rejected", door: "agent", refusal }))).toEqual({
      tone: "bad",
      words: "Refused by the trading machine: Not enough money. Close something first.",
    });
  });

  test("is never called done while nobody knows", () => {
    expect(orderOutcome(order({ state: "unknown", averagePrice: null })).tone).toBe("waiting");
  });

  test("a limit that came to its own end at the broker is no failure; an order that was never submitted is", () => {
    const limit = { kind: "open", symbol: "EURUSD", side: "buy", type: "limit", lots: "0.1" } as const;
    const expired = { state: "expired", averagePrice: null, refusal } as const;
    expect(orderOutcome(order({ ...expired, instruction: limit, ticket: "7" })).tone).toBe("good");
    expect(orderOutcome(order(expired)).tone).toBe("bad");
  });
});

describe("what became of several orders that were asked for as one", () => {
  const done = order({ instruction: close });
  const refused = order({ state: "rejected", door: "venue", refusal, averagePrice: null });
  const sent = order({ state: "sent", averagePrice: null });

  test("is under way as long as one of them is, and failed when one of them did", () => {
    expect(togetherOutcome([done, refused, sent]).tone).toBe("waiting");
    expect(togetherOutcome([done, refused]).tone).toBe("bad");
    expect(togetherOutcome([done, done]).tone).toBe("good");
  });

  test("few are told one by one, many are counted with the first reason", () => {
    expect(togetherOutcome([done, refused]).words).toContain("Refused by the broker: Not enough money.");
    expect(togetherOutcome([done, done, sent, refused]).words).toBe(
      "2 of 4 done, 1 under way. 1 not: Refused by the broker: Not enough money. Close something first.",
    );
  });

  test("none is no failure: there was nothing to do", () => {
    expect(togetherOutcome([])).toEqual({ tone: "good", words: "There was nothing to do." });
  });
});

describe("a call that was not taken", () => {
  test("is told in the gateway's own sentence, with its hint", () => {
    const error = new ApiError({
      status: 409,
      code: "trading_stopped",
      detail: "Trading is stopped",
      hint: "lift it",
    });
    expect(failureWords(error)).toBe("Trading is stopped. Lift it.");
  });

  test("without an answer may have arrived, and that is said", () => {
    expect(failureWords(unreachable("The gateway does not answer."))).toContain(
      "Whether it arrived is not known",
    );
  });
});

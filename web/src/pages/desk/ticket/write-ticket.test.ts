import { describe, expect, test } from "vitest";
import { parseAlert } from "../../../../../src/domain/alert/parse.ts";
import { firstTicket, forSymbol, type TicketDraft } from "./ticket-draft.ts";
import { tidyNumber, writeTicket } from "./write-ticket.ts";

const eurusd = forSymbol(firstTicket, "EURUSD");

function signalOf(changes: Partial<TicketDraft>) {
  const written = writeTicket({ ...eurusd, ...changes });
  if (!written.ok) throw new Error(written.error.message);
  const signal = parseAlert(written.value, { dialect: "sallyport", settings: {} });
  if (!signal.ok) throw new Error(JSON.stringify(signal.error));
  return signal.value;
}

describe("a ticket", () => {
  test("becomes a message that the gateway reads as what was filled in", () => {
    expect(
      signalOf({
        ...{ side: "sell", type: "limit", size: "0,25", entry: " 1.09 ", expires: "2026-03-01T12:00" },
        stopLoss: { unit: "price", value: "1.1" },
        takeProfit: { unit: "pips", value: "60" },
        ...{ breakevenAt: "15", trailFrom: "25", trailDistance: "10" },
        ...{ atrMultiplier: "2,5", atrFrame: "H1", partialAt: "20", partialPercent: "50" },
      }),
    ).toMatchObject({
      symbol: "EURUSD",
      legs: [
        {
          ...{ action: "open", side: "sell", type: "limit", size: { unit: "lots", value: "0.25" } },
          entry: { unit: "price", value: "1.09" },
          stopLoss: { unit: "price", value: "1.1" },
          takeProfit: { unit: "pips", value: "60" },
          expiresAtMs: new Date("2026-03-01T12:00").getTime(),
          exits: {
            breakeven: { triggerPips: "15" },
            trailing: { triggerPips: "25" },
            atrTrailing: { frame: "H1", period: 14, multiplier: "2.5" },
            partials: [{ atPips: "20", percent: "50" }],
          },
        },
      ],
    });
  });

  test("at the market says nothing of what was typed for a limit", () => {
    const [leg] = signalOf({ entry: "1.09", expires: "2026-03-01T12:00" }).legs;
    expect(leg).toMatchObject({ action: "open", type: "market" });
    expect(leg).not.toHaveProperty("entry");
    expect(leg).not.toHaveProperty("expiresAtMs");
  });

  test("says nothing of the parts of an exit that is off", () => {
    const [leg] = signalOf({ atrPeriod: "20", partialPercent: "30", trailFrom: "5" }).legs;
    expect(leg).not.toHaveProperty("exits");
  });

  test.each(["lots", "balance_percent_loss", "equity_percent_loss", "risk_money"] as const)(
    "has its size in %s when it is chosen so",
    (sizeUnit) => {
      const stopLoss = { unit: "pips", value: "20" } as const;
      expect(signalOf({ sizeUnit, size: "1.5", stopLoss }).legs).toMatchObject([
        { size: { unit: sizeUnit, value: "1.5" } },
      ]);
    },
  );

  test.each([
    [{ size: "" }, "size", "How much?"],
    [{ size: "0" }, "size", "“0” is no number above zero."],
    [{ size: "1e3" }, "size", "“1e3” is no number above zero."],
    [{ type: "limit" }, "entry", "At which price?"],
    [{ stopLoss: { unit: "pips", value: "-3" } }, "stopLoss", "“-3” is no number above zero."],
    [{ partialAt: "20", partialPercent: "" }, "exits", "An exit needs this number."],
    [{ symbol: "" }, "symbol", "Choose a symbol."],
    [{ type: "stop", entry: "1", expires: "tomorrow" }, "expires", "This is no date and time."],
  ] as const)("%o is not sent: the field and the reason are said", (changes, field, message) => {
    expect(writeTicket({ ...eurusd, ...changes })).toEqual({ ok: false, error: { field, message } });
  });

  test("numbers are read as people type them, and nothing else becomes one", () => {
    expect([" 0,5", ".5", "1.", "12"].map(tidyNumber)).toEqual(["0.5", "0.5", "1", "12"]);
    expect(tidyNumber("1,000.5")).toBe("1.000.5");
  });

  test("for another symbol keeps distances and size, and forgets prices", () => {
    const filled: TicketDraft = {
      ...eurusd,
      ...{ entry: "1.09", size: "0.4" },
      stopLoss: { unit: "price", value: "1.1" },
      takeProfit: { unit: "pips", value: "60" },
    };
    expect(forSymbol(filled, "EURUSD")).toBe(filled);
    expect(forSymbol(filled, "XAUUSD")).toEqual({
      ...filled,
      symbol: "XAUUSD",
      entry: "",
      stopLoss: { unit: "price", value: "" },
    });
  });
});

import { describe, expect, test } from "vitest";
import { parseAlert } from "../../../../src/domain/alert/parse.ts";
import type { DialectName, Leg } from "../../../../src/domain/alert/signal.ts";
import { type Draft, type DraftAction, firstDraft } from "./draft.ts";
import { explain, inOwnDialect, mended } from "./explain.ts";
import { fill, placeholdersOf, sampleOf } from "./template.ts";
import { writeMessage } from "./write-message.ts";

const writtenDialects: readonly DialectName[] = ["sallyport", "pineconnector", "traderspost", "text"];

const now = Date.UTC(2026, 2, 1, 14, 30);
const sample = (placeholder: string): string => sampleOf(placeholder, now);

function draft(changes: Partial<Draft>): Draft {
  return { ...firstDraft, sizeUnit: "lots", ...changes };
}

/** What the gateway reads, without the places; null when the dialect cannot say it. */
function legs(chosen: Draft, dialect: DialectName): unknown {
  const message = writeMessage(chosen, dialect);
  if (!message.ok) return null;
  const read = parseAlert(fill(message.value, sample).text, { dialect, settings: {} });
  if (!read.ok) throw new Error(`${message.value}: ${read.error.message}`);
  expect(read.value.dialect).toBe(dialect);
  return read.value.legs.map(({ at: _, ...leg }: Leg & { at?: unknown }) => leg);
}

const actions: readonly DraftAction[] = [
  ...([
    "follow",
    "buy",
    "sell",
    "flip_long",
    "flip_short",
    "close",
    "cancel",
    "modify",
    "halt",
    "resume",
  ] as const),
];
const variants: readonly Partial<Draft>[] = [
  {},
  { sizeUnit: "contracts" },
  { sizeUnit: "route" },
  { sizeUnit: "risk_money", size: "100", stopLoss: { unit: "percent", value: "1" } },
  {
    stopLoss: { unit: "pips", value: "30" },
    takeProfit: { unit: "pips", value: "60" },
    comment: "two words",
  },
  { stopLoss: { unit: "none", value: "" }, side: "long" },
  { orderType: "limit", side: "short", amountUnit: "percent", target: "orders", pendingType: "stop" },
  {
    orderType: "stop",
    entry: { unit: "percent", value: "1" },
    side: "long",
    amountUnit: "lots",
    amount: "0.2",
  },
  { scope: "account" },
  {
    ...{ breakevenAt: "15", breakevenOffset: "1", trailDistance: "20", trailFrom: "25", trailStep: "2" },
    ...{ atrMultiplier: "2", maxSpread: "1.5" },
  },
  { partialAt: "20" },
  { trailDistance: "0.5", trailUnit: "percent" },
  { trailDistance: "0.5", trailUnit: "percent", stopLoss: { unit: "percent", value: "0.5" } },
  { amountUnit: "lots", amount: "0.2" },
];

describe("messages that the composer writes", () => {
  for (const action of actions) {
    test(`${action}: what a dialect can say means the same in it as in our own, and is understood`, () => {
      for (const variant of variants) {
        const chosen = draft({ action, ...variant });
        // Nothing to change is no change, and `none` is for changes alone.
        const noLevel = chosen.stopLoss.unit === "off" && chosen.takeProfit.unit === "off";
        const none = chosen.stopLoss.unit === "none";
        if (action === "modify" ? noLevel : none) continue;
        const own = legs(chosen, "sallyport");
        for (const dialect of writtenDialects) {
          const said = legs(chosen, dialect);
          if (said !== null) expect({ dialect, variant, said }).toEqual({ dialect, variant, said: own });
        }
      }
    });
  }

  test("each dialect says at least what it is for", () => {
    const says = (dialect: DialectName) =>
      actions.filter((action) => writeMessage(draft({ action, sizeUnit: "contracts" }), dialect).ok);
    expect(says("pineconnector")).toEqual([
      ...["buy", "sell", "flip_long", "flip_short", "close", "halt", "resume"],
    ]);
    expect(says("traderspost")).toEqual(["follow", "flip_long", "flip_short", "close", "cancel"]);
    expect(says("text")).toEqual(["buy", "sell", "close", "cancel"]);
  });

  test("what a dialect has no words for is named", () => {
    expect(writeMessage(draft({ action: "buy" }), "traderspost")).toMatchObject({
      error: expect.stringContaining("close it first"),
    });
    expect(writeMessage(draft({ action: "buy", partialAt: "20" }), "pineconnector")).toEqual({
      ok: false,
      error: "partial closes",
    });
  });

  test("every placeholder in them is on TradingView's list, and the secret has a place", () => {
    for (const dialect of writtenDialects) {
      const message = writeMessage(draft({ action: dialect === "text" ? "buy" : "flip_long" }), dialect);
      if (!message.ok) throw new Error(message.error);
      expect(explain(message.value, { dialect, settings: {}, sampleOf: sample }).hasSecret).toBe(true);
      for (const placeholder of placeholdersOf(message.value)) expect(sample(placeholder)).not.toBe("");
    }
  });
});

describe("messages that are pasted", () => {
  const read = (message: string) => explain(message, { dialect: undefined, settings: {}, sampleOf: sample });

  test("a fault behind placeholders is shown where it is in the message as it was written", () => {
    const message = '{"action": "buy", "symbol": "{{ticker}}", "price": "{{close}}", "lotz": 1}';
    const { result } = read(message);
    if (result.ok) throw new Error("there is no key lotz");
    expect(result.error.at).toBe(message.indexOf('"lotz"'));
    expect(mended(message, result.error)).toEqual([{ word: "lots", text: message.replace("lotz", "lots") }]);
  });

  test("of a misspelled key=value only the key is mended", () => {
    const message = "60123456789,buy,EURUSD,vol_lots=0.1,slpips=20,secret=x";
    const { result } = read(message);
    if (result.ok) throw new Error("there is no key slpips");
    expect(mended(message, result.error)).toEqual([
      { word: "sl_pips", text: message.replace("slpips", "sl_pips") },
    ]);
  });

  test("a name of another syntax that may mean several keys is mended with each of them", () => {
    const message = '{"action": "buy", "symbol": "EURUSD", "lots": 1, "stop_loss": 20}';
    const { result } = read(message);
    if (result.ok) throw new Error("there is no key stop_loss");
    expect(mended(message, result.error)).toEqual(
      ["sl_price", "sl_pips", "sl_pct"].map((word) => ({ word, text: message.replace("stop_loss", word) })),
    );
  });

  test("a PineConnector message is written in our own dialect, with the placeholders where they were", () => {
    const message = "60123456789,buy,{{ticker}},vol_lots=0.3,sl_pips=20,time={{timenow}},secret=x";
    const { result } = read(message);
    if (!result.ok) throw new Error(result.error.message);
    const own = inOwnDialect(result.value, placeholdersOf(message), sample);
    if (!own.ok) throw new Error(own.error.message);
    expect(own.value).toContain('"symbol": "{{ticker}}"');
    expect(own.value).toContain('"time": "{{timenow}}"');
    const again = read(own.value).result;
    expect(again.ok && again.value.legs[0]).toMatchObject({
      action: "open",
      side: "buy",
      size: { value: "0.3" },
    });
  });

  test("a plot by its title keeps TradingView's own quotes", () => {
    const message = writeMessage(
      draft({ action: "buy", stopLoss: { unit: "price", value: '{{plot("Stop")}}' } }),
      "sallyport",
    );
    expect(message.ok && message.value).toContain('"sl_price": "{{plot("Stop")}}"');
  });
});

import fc from "fast-check";
import { pineCommands } from "./dialects/pineconnector-commands.ts";
import { keysOf } from "./dialects/pineconnector-keys.ts";
import { actionKeys, messageKeys, sallyportActions } from "./dialects/sallyport-keys.ts";
import type { DialectSettings } from "./dialects/settings.ts";
import { decimal, decimalValue, exitsValue, filtersValue } from "./exit-arbitraries.ts";

/**
 * Messages for the property tests of the dialects: built from each dialect's own key tables, mostly valid,
 * with the contradictions that random choice makes. Tests only.
 */

const symbol = fc.stringMatching(/^[A-Z]{1,8}(\.[a-z]{1,2}|!|\+)?$/);
const id = fc.stringMatching(/^[A-Za-z0-9|_.:-]{1,40}$/);
const time = fc.oneof(
  fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }).map(String),
  fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }).map(String),
  fc
    .date({ min: new Date("1971-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString()),
);
const comment = fc.stringMatching(/^[A-Za-z0-9 ,;#é€😀-]{1,40}$/u);

/** A dialect's settings with every legacy mode set, so that legacy keys mean something. */
export const settingsArbitrary: fc.Arbitrary<DialectSettings> = fc.record({
  volumeType: fc.constantFrom(
    "lots",
    "dollar",
    "balance_percent_lots",
    "balance_percent_margin",
    "balance_percent_loss",
  ),
  targetType: fc.constantFrom("pips", "price", "percent"),
  pendingEntry: fc.constantFrom("pips", "price", "percent"),
  accountFilter: fc.constantFrom("balance", "equity", "free_margin", "margin_percent"),
  closeAllScope: fc.constantFrom("account", "symbol"),
});

function pairValue(key: string): fc.Arbitrary<string> {
  if (key === "id" || key === "alerttimestamp" || key === "alertTimestamp") return id;
  if (key === "time") return time;
  if (key === "secret") return fc.constant("********");
  if (key === "comment") return comment.map((text) => `"${text}"`);
  if (key === "atrtimeframe") return fc.constantFrom("1", "15", "60", "H4");
  if (key === "atrperiod" || key === "atrshift") return fc.integer({ min: 1, max: 90 }).map(String);
  return decimal;
}

/** What keys of exits need beside themselves to say anything. */
const needed: Readonly<Record<string, readonly string[]>> = {
  beoffset: ["betrigger"],
  trailtrig: ["traildist"],
  trailstep: ["traildist"],
  atrtimeframe: ["atrperiod", "atrmultiplier"],
  atrperiod: ["atrtimeframe", "atrmultiplier"],
  atrmultiplier: ["atrtimeframe", "atrperiod"],
  atrshift: ["atrtimeframe", "atrperiod", "atrmultiplier"],
  atrtrigger: ["atrtimeframe", "atrperiod", "atrmultiplier"],
};

function withNeeded(keys: readonly string[]): string[] {
  return [...new Set(keys.flatMap((key) => [key, ...(needed[key] ?? [])]))];
}

/** Up to four of `keys`, and `required` in any case. */
function someOf(keys: readonly string[], required: readonly string[]): fc.Arbitrary<string[]> {
  return fc
    .subarray([...keys], { maxLength: Math.min(4, keys.length) })
    .map((chosen) => [...new Set([...required, ...chosen])]);
}

function pairs(keys: readonly string[]): fc.Arbitrary<string[]> {
  return fc.tuple(...keys.map((key) => pairValue(key).map((value) => `${key}=${value}`)));
}

/** PineConnector: any command with a few of the keys that it may have, and a volume where it needs one. */
export const pineMessage: fc.Arbitrary<string> = fc.constantFrom(...pineCommands).chain(([word, command]) => {
  const required = command.kind === "open" ? ["vol_lots"] : command.kind === "close_percent" ? ["pct"] : [];
  if (command.kind === "open" && command.type !== "market") required.push("entry_pips");
  return fc
    .tuple(
      symbol,
      fc.boolean(),
      someOf([...keysOf(command).keys()], required)
        .map(withNeeded)
        .chain(pairs),
    )
    .map(([name, isLower, tail]) => {
      const third = command.kind === "control" ? word : name;
      return ["60123456789", isLower ? word : word.toUpperCase(), third, ...tail].join(",");
    });
});

const tradersPostFields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  sentiment: fc.constantFrom("bullish", "bearish", "long", "short", "flat"),
  quantity: decimalValue,
  quantityType: fc.constantFrom(
    "fixed_quantity",
    "dollar_amount",
    "percent_of_equity",
    "percent_of_position",
  ),
  orderType: fc.constantFrom("market", "limit", "stop"),
  limitPrice: decimalValue,
  stopPrice: decimalValue,
  price: decimalValue,
  takeProfit: fc.oneof(fc.record({ limitPrice: decimalValue }), fc.record({ percent: decimalValue })),
  stopLoss: fc.oneof(
    fc.record({ stopPrice: decimalValue }),
    fc.record({ percent: decimalValue }),
    fc.record({ type: fc.constant("trailing_stop"), trailPercent: decimalValue }),
  ),
  cancel: fc.boolean(),
  time,
  id,
  delay: fc.constantFrom(0, "0", 5),
  timeInForce: fc.constantFrom("gtc", "day", "opg"),
  interval: fc.constantFrom("15", 15),
  extras: fc.jsonValue({ maxDepth: 2 }),
};

/** TradersPost: its actions with a few of its fields, numbers as numbers and as texts. */
export const tradersPostMessage: fc.Arbitrary<string> = fc
  .tuple(
    symbol,
    fc.constantFrom("buy", "sell", "exit", "cancel"),
    someOf(Object.keys(tradersPostFields), []).chain((keys) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, tradersPostFields[key] ?? fc.constant(null)]))),
    ),
  )
  .map(([ticker, action, fields]) => JSON.stringify({ ticker, action, ...fields }));

function sallyportValue(key: string): fc.Arbitrary<unknown> {
  switch (key) {
    case "symbol":
      return symbol;
    case "id":
    case "alertTimestamp":
      return id;
    case "time":
    case "expires":
      return fc.oneof(time, time.map(Number).filter(Number.isSafeInteger));
    case "secret":
      return fc.constant("********");
    case "comment":
      return comment;
    case "size":
      return fc.record({ lots: decimalValue });
    case "exits":
      return exitsValue;
    case "filters":
      return filtersValue;
    case "type":
      return fc.constantFrom("limit", "stop", "market");
    case "side":
    case "from":
      return fc.constantFrom("long", "short", "both");
    case "to":
      return fc.constantFrom("long", "short");
    case "scope":
      return fc.constantFrom("symbol", "account");
    case "target":
      return fc.constantFrom("positions", "orders");
    case "position":
      return fc.constantFrom("long", "short", "flat");
    case "order":
      return fc.constantFrom("buy", "sell");
    default:
      return decimalValue;
  }
}

function recordOf(keys: readonly string[], required: readonly string[]): fc.Arbitrary<object> {
  return someOf(keys, required).chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((key) => [key, sallyportValue(key)]))),
  );
}

const sallyportLeg: fc.Arbitrary<object> = fc.constantFrom(...sallyportActions).chain((action) => {
  const required = { modify: ["sl_price"], flip: ["to"], target: ["position"] }[String(action)] ?? [];
  return recordOf(actionKeys[action], required).map((fields) => ({ action, ...fields }));
});

/** Sallyport JSON: one action, or a few legs, with a few of the keys that each may have. */
export const sallyportMessage: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(sallyportLeg, fc.record({ legs: fc.array(sallyportLeg, { minLength: 1, maxLength: 3 }) })),
    recordOf(messageKeys, []),
    symbol,
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([trade, envelope, name, dice]) => {
    const hasSymbol = dice > 0 && !/"(halt|resume|account)"/.test(JSON.stringify(trade));
    return JSON.stringify({ ...trade, ...envelope, symbol: hasSymbol ? name : undefined });
  });

/** Plain text: verb, symbol, perhaps a quantity, a few keys. */
export const textMessage: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("BUY", "long", "Sell", "SHORT", "close", "EXIT", "flat", "CANCEL"),
    symbol,
    fc.option(
      decimal.map((text) => [text]),
      { nil: [] },
    ),
    someOf(["secret", "id", "time", "sl_price", "sl_pips", "tp_price", "tp_pct", "comment"], []).chain(pairs),
  )
  .map(([verb, name, quantity, tail]) => [verb, name, ...quantity, ...tail].join(" "));

/** A message with a few characters taken out, put in or doubled. */
export function mutated(message: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const piece = fc.oneof(
    fc.constantFrom(
      "",
      ",",
      "=",
      '"',
      "{",
      "}",
      "{{",
      "}}",
      "[",
      ":",
      "-",
      "0",
      "e9",
      ".",
      " ",
      "\n",
      "\\",
      "\u0000",
      "buy",
    ),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  const edit = fc.tuple(fc.nat(), fc.nat(5), piece);
  return fc.tuple(message, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((changed, [at, drop, put]) => {
      const where = at % (changed.length + 1);
      return changed.slice(0, where) + put + changed.slice(where + drop);
    }, text),
  );
}

import type { Refusal } from "../../refusal.ts";
import type { Result } from "../../result.ts";
import type { CloseLeg, Leg, Level, Signal } from "../signal.ts";
import { suggestion } from "../suggest.ts";
import { readDecimal } from "./decimal.ts";
import { keyHint } from "./key-hint.ts";
import { readOpenLeg } from "./open-leg.ts";
import type { EntryFields } from "./protection.ts";
import { outcome, type Placed, quoted, type Reading, readPlainMessage, refuse } from "./reading.ts";
import type { DialectSettings } from "./settings.ts";
import { readTime } from "./time.ts";
import { readComment, readId, readSymbol } from "./words.ts";

type Verb = "buy" | "sell" | "close" | "cancel";

const verbs: ReadonlyMap<string, Verb> = new Map([
  ["buy", "buy"],
  ["long", "buy"],
  ["sell", "sell"],
  ["short", "sell"],
  ["close", "close"],
  ["exit", "close"],
  ["flat", "close"],
  ["cancel", "cancel"],
]);

type Role =
  | "secret"
  | "id"
  | "time"
  | "comment"
  | { readonly level: "stopLoss" | "takeProfit"; readonly unit: Level["unit"] };

const commonKeys: ReadonlyMap<string, Role> = new Map<string, Role>([
  ["secret", "secret"],
  ["id", "id"],
  ["alerttimestamp", "id"],
  ["time", "time"],
]);

const entryKeys: ReadonlyMap<string, Role> = new Map<string, Role>([
  ...commonKeys,
  ["sl_price", { level: "stopLoss", unit: "price" }],
  ["sl_pips", { level: "stopLoss", unit: "pips" }],
  ["sl_pct", { level: "stopLoss", unit: "percent" }],
  ["tp_price", { level: "takeProfit", unit: "price" }],
  ["tp_pips", { level: "takeProfit", unit: "pips" }],
  ["tp_pct", { level: "takeProfit", unit: "percent" }],
  ["comment", "comment"],
]);

interface TextFields extends EntryFields {
  stopLoss?: Placed<Level>;
  takeProfit?: Placed<Level>;
  comment?: string;
  id?: string;
  firedAt?: Placed<number>;
}

/** Splits at blanks; a quote right after `=` runs to the next quote, blanks within it included. */
function splitAtBlanks(text: string): Placed<string>[] {
  return Array.from(text.matchAll(/[^ \t\r\n=]+="[^"]*"?|[^ \t\r\n]+/g), (match) => ({
    value: match[0],
    at: match.index,
  }));
}

/** The value behind `=`, without its one pair of quotes. */
function readValue(reading: Reading, word: Placed<string>, equals: number): Placed<string> | undefined {
  const raw = word.value.slice(equals + 1);
  const at = word.at + equals + 1;
  if (!raw.startsWith('"')) return { value: raw, at };
  const close = raw.indexOf('"', 1);
  if (close === -1) return refuse(reading, "unterminated_quote", "The closing quote is missing.", at);
  if (close === raw.length - 1) return { value: raw.slice(1, -1), at: at + 1 };
  return refuse(reading, "unexpected_text", "A blank should follow the closing quote.", at + close + 1);
}

function readField(
  reading: Reading,
  fields: TextFields,
  role: Role,
  keyAt: number,
  value: Placed<string>,
): void {
  if (role === "secret") return;
  if (role === "id") {
    if (fields.id !== undefined) refuse(reading, "conflicting_keys", "The message already has an id.", keyAt);
    const id = readId(reading, value.value, value.at);
    if (id !== undefined) fields.id = id;
  } else if (role === "time") {
    const firedAtMs = readTime(reading, value.value, value.at);
    if (firedAtMs !== undefined) fields.firedAt = { value: firedAtMs, at: value.at };
  } else if (role === "comment") {
    const comment = readComment(reading, value.value, value.at);
    if (comment !== undefined) fields.comment = comment;
  } else {
    if (fields[role.level] !== undefined) {
      refuse(reading, "conflicting_keys", "The message already has one of these levels.", keyAt);
    }
    const number = readDecimal(reading, value.value, value.at, "positive");
    if (number !== undefined)
      fields[role.level] = { value: { unit: role.unit, value: number }, at: value.at };
  }
}

function refuseWord(reading: Reading, word: Placed<string>, message: string): undefined {
  return verbs.has(word.value.toLowerCase())
    ? refuse(reading, "two_commands", "A message holds one command.", word.at)
    : refuse(reading, "unexpected_text", message, word.at);
}

function readFields(reading: Reading, verb: Verb, words: readonly Placed<string>[]): TextFields {
  const fields: TextFields = {};
  const known = verb === "buy" || verb === "sell" ? entryKeys : commonKeys;
  const seen = new Set<string>();
  for (const word of words) {
    const equals = word.value.indexOf("=");
    if (equals === -1) {
      refuseWord(reading, word, "After symbol and quantity there is only key=value.");
      return fields;
    }
    const key = word.value.slice(0, equals);
    const name = key.toLowerCase();
    const role = known.get(name);
    const value = readValue(reading, word, equals);
    if (value === undefined) return fields;
    if (seen.has(name))
      refuse(reading, "duplicate_key", `The key ${quoted(key)} stands here for a second time.`, word.at);
    else if (role !== undefined) readField(reading, fields, role, word.at, value);
    else if (entryKeys.has(name)) {
      refuse(reading, "key_not_allowed", `The key ${quoted(key)} has no meaning for this command.`, word.at);
    } else {
      refuse(
        reading,
        "unknown_key",
        `The key ${quoted(key)} is not known.`,
        word.at,
        keyHint(name, known.keys()),
      );
    }
    seen.add(name);
  }
  return fields;
}

/** The third word when it is meant as a quantity: anything but `key=value`. */
function readQuantity(reading: Reading, word: Placed<string> | undefined): Placed<string> | undefined {
  if (word === undefined || word.value.includes("=")) return undefined;
  if (!/^(?:[-+.]?[0-9]|nan|inf)/i.test(word.value)) {
    return refuseWord(reading, word, "A quantity or key=value should stand here.");
  }
  const value = readDecimal(reading, word.value, word.at, "positive");
  return value === undefined ? undefined : { value, at: word.at };
}

function readLeg(
  reading: Reading,
  verb: Placed<Verb>,
  quantity: Placed<string> | undefined,
  fields: TextFields,
): Leg {
  switch (verb.value) {
    case "buy":
    case "sell": {
      const size = quantity && { value: { unit: "lots" as const, value: quantity.value }, at: quantity.at };
      const order = { side: verb.value, type: "market" as const, actionAt: verb.at };
      return readOpenLeg(reading, order, { ...fields, size }, undefined);
    }
    case "close": {
      const leg: CloseLeg = { action: "close", scope: "symbol", side: "both", amount: { unit: "all" } };
      if (quantity === undefined) return leg;
      return { ...leg, amount: { unit: "lots", value: quantity.value }, at: { amount: quantity.at } };
    }
    case "cancel":
      if (quantity !== undefined) {
        refuse(reading, "unexpected_text", "A cancel has no quantity.", quantity.at);
      }
      return { action: "cancel", scope: "symbol", side: "both", types: [] };
  }
}

function readSignal(reading: Reading): Signal | undefined {
  const words = splitAtBlanks(reading.text);
  const [first, second, third] = words;
  const verb = verbs.get(first?.value.toLowerCase() ?? "");
  if (first === undefined || verb === undefined) {
    const word = first?.value ?? "";
    const hint = suggestion(word, verbs.keys()) ?? "a text message looks like BUY EURUSD 0.1";
    return refuse(reading, "unknown_command", `${quoted(word)} is no command.`, first?.at ?? 0, hint);
  }
  if (second === undefined || second.value.includes("=")) {
    const at = second?.at ?? reading.text.length;
    return refuse(reading, "missing_symbol", "The symbol should stand here, after the command.", at);
  }
  if (verbs.has(second.value.toLowerCase())) {
    return refuse(reading, "two_commands", "A message holds one command.", second.at);
  }
  const symbol = readSymbol(reading, second.value, second.at);
  const quantity = readQuantity(reading, third);
  if (symbol === undefined || reading.fault !== undefined) return undefined;
  const fields = readFields(reading, verb, words.slice(quantity === undefined ? 2 : 3));
  const legs = [readLeg(reading, { value: verb, at: first.at }, quantity, fields)];
  const signal: Signal = { dialect: "text", symbol, symbolAt: second.at, legs, unavailable: [] };
  if (fields.id !== undefined) signal.id = fields.id;
  if (fields.firedAt !== undefined) {
    signal.firedAtMs = fields.firedAt.value;
    signal.timeAt = fields.firedAt.at;
  }
  return signal;
}

/**
 * Reads `VERB SYMBOL [QUANTITY] [key=value]...` such as `BUY EURUSD 0.1 sl_price=1.08`; verbs and keys in
 * any case, the quantity in lots. The whole message must match: prose is refused where it departs from
 * this. `CLOSE` says all by itself, with a quantity it closes that many lots. Places in refusals are
 * zero-based character offsets in `text`. The dialect has no settings.
 */
export function parseText(text: string, _settings: DialectSettings): Result<Signal, Refusal> {
  const reading = readPlainMessage(text);
  return outcome(reading, reading.fault === undefined ? readSignal(reading) : undefined);
}

import type { JsonObject } from "../../json/node.ts";
import type { Level, LevelOrNone, Size } from "../signal.ts";
import type { Sign } from "./decimal.ts";
import { asObject, decimalField, fieldAt, textField } from "./json-fields.ts";
import { keyHint } from "./key-hint.ts";
import type { EntryFields } from "./protection.ts";
import { type Placed, quoted, type Reading, refuse } from "./reading.ts";
import { levelSuffixes, sizeUnits } from "./sallyport-keys.ts";
import { readTime } from "./time.ts";
import { readComment } from "./words.ts";

type Prefix = "entry" | "sl" | "tp";

const UNITS: readonly Level["unit"][] = ["price", "pips", "percent"];

/** The one of `sl_price`, `sl_pips` and `sl_pct` (for the prefix `sl`) that is there. */
function readLevel(reading: Reading, object: JsonObject, prefix: Prefix): Placed<Level> | undefined {
  let level: Placed<Level> | undefined;
  for (const unit of UNITS) {
    const name = `${prefix}_${levelSuffixes[unit]}`;
    const value = decimalField(reading, object, name, "positive");
    if (value === undefined) continue;
    if (level !== undefined) {
      refuse(reading, "conflicting_keys", "Only one of these levels may be given.", fieldAt(object, name));
    }
    level = { value: { unit, value: value.value }, at: value.at };
  }
  return level;
}

/** A level for `modify`, where the price may be `none`: takes away what is there. */
export function readLevelOrNone(
  reading: Reading,
  object: JsonObject,
  prefix: "sl" | "tp",
): Placed<LevelOrNone> | undefined {
  const price = object.entries.get(`${prefix}_price`)?.value;
  if (price?.type !== "string" || price.value !== "none") return readLevel(reading, object, prefix);
  for (const name of [`${prefix}_pips`, `${prefix}_pct`]) {
    if (object.entries.has(name)) {
      refuse(reading, "conflicting_keys", "Only one of these levels may be given.", fieldAt(object, name));
    }
  }
  return { value: { unit: "none" }, at: price.at + 1 };
}

/** Refuses the first key of `object` that is not in `known`. */
export function refuseUnknownKeys(reading: Reading, object: JsonObject, known: readonly string[]): void {
  for (const [name, entry] of object.entries) {
    if (known.includes(name)) continue;
    const hint = keyHint(name, known);
    refuse(reading, "unknown_key", `The key ${quoted(name)} is not known here.`, entry.keyAt, hint);
    return;
  }
}

/** A size given as its own key (`"lots": "0.1"`) or within `size` (`"size": {"lots": "0.1"}`). */
export function readSize(
  reading: Reading,
  object: JsonObject,
  sign: Sign = "positive",
): Placed<Size> | undefined {
  const nested = object.entries.get("size")?.value;
  const inner = nested === undefined ? undefined : asObject(reading, nested, "size");
  let size: Placed<Size> | undefined;
  for (const holder of inner === undefined ? [object] : [inner, object]) {
    for (const unit of sizeUnits) {
      const value = decimalField(reading, holder, unit, sign);
      if (value === undefined) continue;
      if (size !== undefined) {
        refuse(reading, "conflicting_keys", "Only one size may be given.", fieldAt(holder, unit));
      }
      size = { value: { unit, value: value.value }, at: value.at };
    }
  }
  if (inner !== undefined) {
    refuseUnknownKeys(reading, inner, sizeUnits);
    if (inner.entries.size === 0) refuse(reading, "missing_size", "There is no size in here.", inner.at);
  }
  return size;
}

/** When a pending order ends: a time as that of the alert. */
function readExpiry(reading: Reading, object: JsonObject): Placed<number> | undefined {
  const expires = textField(reading, object, "expires", true);
  if (expires === undefined) return undefined;
  const ms = readTime(reading, expires.value, expires.at);
  return ms === undefined ? undefined : { value: ms, at: expires.at };
}

/** Size, prices and comment of an entry or a target position. */
export function readEntryFields(reading: Reading, object: JsonObject): EntryFields {
  const comment = textField(reading, object, "comment");
  return {
    size: readSize(reading, object),
    entry: readLevel(reading, object, "entry"),
    expiresAt: readExpiry(reading, object),
    stopLoss: readLevel(reading, object, "sl"),
    takeProfit: readLevel(reading, object, "tp"),
    comment: comment && readComment(reading, comment.value, comment.at),
  };
}

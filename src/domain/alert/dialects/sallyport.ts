import type { JsonNode, JsonObject } from "../../json/node.ts";
import type { Refusal } from "../../refusal.ts";
import type { Result } from "../../result.ts";
import type { Leg, Signal } from "../signal.ts";
import { readEnvelope } from "./json-envelope.ts";
import { asObject, decimalField, fieldAt, readJson, textField } from "./json-fields.ts";
import { outcome, quoted, type Reading, refuse } from "./reading.ts";
import { actionKeys, allSallyportKeys, messageKeys, type SallyportAction } from "./sallyport-keys.ts";
import { readAction, readActionLegs } from "./sallyport-legs.ts";
import { refuseUnknownKeys } from "./sallyport-values.ts";
import type { DialectSettings } from "./settings.ts";
import { readSymbol } from "./words.ts";

const MAX_LEGS = 4;

/** Refuses keys that the dialect does not have, and keys that the action does not have. */
function checkKeys(
  reading: Reading,
  object: JsonObject,
  action: SallyportAction,
  others: readonly string[],
): void {
  const allowed = ["action", ...actionKeys[action], ...others];
  for (const [name, entry] of object.entries) {
    if (allowed.includes(name)) continue;
    if (allSallyportKeys.has(name)) {
      const message = `The key ${quoted(name)} has no meaning with ${action}.`;
      refuse(reading, "key_not_allowed", message, entry.keyAt);
    } else refuseUnknownKeys(reading, object, allowed);
    return;
  }
}

function readOneAction(
  reading: Reading,
  object: JsonObject,
  others: readonly string[],
  chartPrice: string | undefined,
): Leg[] {
  // A misspelled "action" is told as such, not as a missing one.
  if (!object.entries.has("action")) refuseUnknownKeys(reading, object, [...allSallyportKeys]);
  const action = readAction(reading, object);
  if (action === undefined) return [];
  checkKeys(reading, object, action.value, others);
  return readActionLegs(reading, object, action, chartPrice);
}

function readLegs(reading: Reading, object: JsonObject, chartPrice: string | undefined): Leg[] {
  const list = object.entries.get("legs")?.value;
  if (list === undefined) return readOneAction(reading, object, messageKeys, chartPrice);
  if (object.entries.has("action")) {
    refuse(reading, "conflicting_keys", "Either one action or legs, not both.", fieldAt(object, "action"));
  }
  refuseUnknownKeys(reading, object, ["legs", ...messageKeys]);
  if (list.type !== "array") {
    refuse(reading, "wrong_type", "legs should be a list.", list.at);
    return [];
  }
  const legs: Leg[] = [];
  for (const item of list.items) {
    const leg = asObject(reading, item, "A leg");
    if (leg !== undefined) legs.push(...readOneAction(reading, leg, [], chartPrice));
    if (legs.length > MAX_LEGS) {
      refuse(
        reading,
        "too_many_legs",
        `A message has at most ${MAX_LEGS} legs; a flip counts as two.`,
        item.at,
      );
    }
    if (reading.fault !== undefined) return legs;
  }
  if (legs.length === 0) refuse(reading, "missing_action", "There is no leg in here.", list.at);
  return legs;
}

/** True when the leg is about the message's symbol. */
function needsSymbol(leg: Leg): boolean {
  if (leg.action === "control") return false;
  return !((leg.action === "close" || leg.action === "cancel") && leg.scope === "account");
}

/** Reads a parsed message in Sallyport's own dialect; see `parseSallyport`. */
export function readSallyport(reading: Reading, root: JsonNode): Signal | undefined {
  const object = asObject(reading, root, "The message");
  if (object === undefined) return undefined;
  const chartPrice = decimalField(reading, object, "price", "any")?.value;
  const legs = readLegs(reading, object, chartPrice);
  if (reading.fault !== undefined) return undefined;
  const signal: Signal = { dialect: "sallyport", legs, ...readEnvelope(reading, object), unavailable: [] };
  const symbol = textField(reading, object, "symbol");
  if (symbol !== undefined) {
    readSymbol(reading, symbol.value, symbol.at);
    signal.symbol = symbol.value;
    signal.symbolAt = symbol.at;
  }
  const isAboutSymbol = legs.some(needsSymbol);
  if (isAboutSymbol && symbol === undefined) {
    refuse(reading, "missing_symbol", "The symbol is missing.", object.at);
  }
  if (!isAboutSymbol && symbol !== undefined) {
    const message = "This covers every symbol, so it must not name one.";
    refuse(reading, "symbol_not_allowed", message, fieldAt(object, "symbol"));
  }
  if (chartPrice !== undefined) signal.chartPrice = chartPrice;
  return signal;
}

/**
 * Reads Sallyport's own JSON dialect, described in docs/dialects.md and docs/sallyport-alert.schema.json.
 * Closed: an unknown key is refused with its place. Decimals may be numbers or texts and never pass
 * through a float. Places in refusals are zero-based character offsets in `text`. The dialect has no settings.
 */
export function parseSallyport(text: string, _settings: DialectSettings): Result<Signal, Refusal> {
  const reading: Reading = { text, fault: undefined };
  const root = readJson(reading);
  return outcome(reading, root === undefined ? undefined : readSallyport(reading, root));
}

import type { JsonNode, JsonObject } from "../../json/node.ts";
import { parseStrictJson } from "../../json/strict.ts";
import { suggestion } from "../suggest.ts";
import { readDecimal, type Sign } from "./decimal.ts";
import { type Placed, quoted, type Reading, refuse, refusePlaceholders } from "./reading.ts";

/** Placeholders within texts; `}}` elsewhere is just the end of two objects. */
function refusePlaceholdersIn(reading: Reading, node: JsonNode): void {
  switch (node.type) {
    case "string":
      refusePlaceholders(reading, reading.text.slice(node.at, node.end), node.at);
      return;
    case "array":
      for (const item of node.items) refusePlaceholdersIn(reading, item);
      return;
    case "object":
      for (const entry of node.entries.values()) refusePlaceholdersIn(reading, entry.value);
      return;
    default:
      return;
  }
}

/** Parses a JSON message and notes the faults that every JSON dialect refuses. */
export function readJson(reading: Reading): JsonNode | undefined {
  const { text } = reading;
  // Before the parser sees it: an unquoted {{...}} is no JSON, and the reason helps more than "malformed".
  if (text.includes("{{")) {
    refusePlaceholders(reading, text, 0);
    return undefined;
  }
  const parsed = parseStrictJson(text);
  if (!parsed.ok) {
    reading.fault ??= parsed.error;
    return undefined;
  }
  if (text.includes("}}")) refusePlaceholdersIn(reading, parsed.value);
  return parsed.value;
}

/** Notes that the root of a message, or a field of it, is no object. */
export function asObject(reading: Reading, node: JsonNode, what: string): JsonObject | undefined {
  return node.type === "object"
    ? node
    : refuse(reading, "wrong_type", `${what} should be an object.`, node.at);
}

/** A field's text, with the offset of its first character. Numbers count as their source text if `orNumber`. */
export function textField(
  reading: Reading,
  object: JsonObject,
  name: string,
  orNumber = false,
): Placed<string> | undefined {
  const node = object.entries.get(name)?.value;
  if (node === undefined) return undefined;
  if (node.type === "string") return { value: node.value, at: node.at + 1 };
  if (node.type === "number" && orNumber) return { value: node.text, at: node.at };
  return refuse(reading, "wrong_type", `${quoted(name)} should be a text in double quotes.`, node.at);
}

/** A field's decimal, as a JSON number or as a text, because placeholders in quotes arrive as texts. */
export function decimalField(
  reading: Reading,
  object: JsonObject,
  name: string,
  sign: Sign,
): Placed<string> | undefined {
  const node = object.entries.get(name)?.value;
  if (node === undefined) return undefined;
  if (node.type !== "string" && node.type !== "number") {
    return refuse(reading, "wrong_type", `${quoted(name)} should be a number.`, node.at);
  }
  const at = node.type === "string" ? node.at + 1 : node.at;
  const value = readDecimal(reading, node.type === "string" ? node.value : node.text, at, sign);
  return value === undefined ? undefined : { value, at };
}

export function booleanField(
  reading: Reading,
  object: JsonObject,
  name: string,
): Placed<boolean> | undefined {
  const node = object.entries.get(name)?.value;
  if (node === undefined) return undefined;
  if (node.type === "boolean") return { value: node.value, at: node.at };
  return refuse(reading, "wrong_type", `${quoted(name)} should be true or false.`, node.at);
}

/** A field that is one of a few words; anything else is refused with `code`. */
export function choiceField<T extends string>(
  reading: Reading,
  object: JsonObject,
  name: string,
  choices: readonly T[],
  code = "unknown_value",
): Placed<T> | undefined {
  const field = textField(reading, object, name);
  if (field === undefined) return undefined;
  const choice = choices.find((word) => word === field.value);
  if (choice !== undefined) return { value: choice, at: field.at };
  const hint = suggestion(field.value, choices) ?? `one of ${choices.join(", ")}`;
  return refuse(reading, code, `${quoted(field.value)} is no ${name}.`, field.at, hint);
}

/** The offset of a field's name, or of the object when the field is absent. */
export function fieldAt(object: JsonObject, name: string): number {
  return object.entries.get(name)?.keyAt ?? object.at;
}

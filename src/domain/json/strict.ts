import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { loneSurrogateAt } from "./lone-surrogate.ts";
import type { JsonEntry, JsonNode } from "./node.ts";
import { readNumberToken, startsNumber } from "./number-token.ts";
import { toPlain } from "./plain.ts";
import { plainStringEnd, readStringToken } from "./string-token.ts";

export type { JsonNode } from "./node.ts";
export { toPlain };

export interface JsonLimits {
  /** Containers within containers; the outermost one counts as 1. */
  readonly depth: number;
  /** Keys of one object. */
  readonly keys: number;
  /** Items of one array. */
  readonly items: number;
  /** Characters of one string or key, escapes resolved. */
  readonly stringLength: number;
}

/** A message needs far less; what has more is an attack or a mistake. */
export const DEFAULT_JSON_LIMITS: JsonLimits = { depth: 16, keys: 128, items: 1000, stringLength: 16_384 };

/** Keys that reach the prototype of a JavaScript object when somebody copies them carelessly. */
const FORBIDDEN_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** Where the parser stands. The first fault ends the parsing, so there is at most one. */
interface Cursor {
  readonly text: string;
  readonly limits: JsonLimits;
  at: number;
  fault: Refusal | undefined;
}

function fail(cursor: Cursor, code: string, message: string, at: number, hint?: string): undefined {
  cursor.fault = refusal(code, message, { at, hint });
  return undefined;
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  let at = cursor.at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
    at++;
  }
  cursor.at = at;
}

/** What stands at `at` although JSON allows something else there. */
function failUnexpected(cursor: Cursor, wanted: string): undefined {
  const { text, at } = cursor;
  if (at >= text.length)
    return fail(cursor, "malformed_json", `The message ends where ${wanted} should be.`, at);
  if (/^[+-]?(?:NaN|Infinity)/.test(text.slice(at, at + 9))) {
    return fail(
      cursor,
      "malformed_json",
      "NaN and Infinity are no numbers.",
      at,
      "check the plot or input behind this value",
    );
  }
  return fail(
    cursor,
    "malformed_json",
    `${wanted} should be here.`,
    at,
    "names and texts stand in double quotes",
  );
}

function readString(cursor: Cursor): string | undefined {
  const { text, at } = cursor;
  let value: string;
  const plainEnd = plainStringEnd(text, at);
  if (plainEnd === -1) {
    const token = readStringToken(text, at);
    if (!token.ok) {
      cursor.fault = token.error;
      return undefined;
    }
    value = token.value.value;
    cursor.at = token.value.end;
  } else {
    value = text.slice(at + 1, plainEnd);
    cursor.at = plainEnd + 1;
  }
  if (value.length > cursor.limits.stringLength) {
    return fail(
      cursor,
      "string_too_long",
      `A text has more than ${cursor.limits.stringLength} characters.`,
      at,
    );
  }
  return value;
}

function readNumber(cursor: Cursor): JsonNode | undefined {
  const { text, at } = cursor;
  if (!startsNumber(text, at)) return failUnexpected(cursor, "A value");
  const token = readNumberToken(text, at);
  if (!token.ok) {
    cursor.fault = token.error;
    return undefined;
  }
  cursor.at = token.value.end;
  return { type: "number", text: token.value.text, at, end: cursor.at };
}

function readArray(cursor: Cursor, depth: number): JsonNode | undefined {
  const { text, limits, at: start } = cursor;
  const items: JsonNode[] = [];
  cursor.at++;
  skipSpace(cursor);
  if (text.charCodeAt(cursor.at) === 0x5d) {
    cursor.at++;
    return { type: "array", items, at: start, end: cursor.at };
  }
  for (;;) {
    if (items.length >= limits.items) {
      return fail(cursor, "array_too_long", `A list has more than ${limits.items} items.`, cursor.at);
    }
    const item = readValue(cursor, depth);
    if (item === undefined) return undefined;
    items.push(item);
    skipSpace(cursor);
    const code = text.charCodeAt(cursor.at);
    if (code === 0x5d) break;
    if (code !== 0x2c) return failUnexpected(cursor, "A comma or ]");
    cursor.at++;
    skipSpace(cursor);
  }
  cursor.at++;
  return { type: "array", items, at: start, end: cursor.at };
}

function readObject(cursor: Cursor, depth: number): JsonNode | undefined {
  const { text, limits, at: start } = cursor;
  const entries = new Map<string, JsonEntry>();
  cursor.at++;
  skipSpace(cursor);
  if (text.charCodeAt(cursor.at) === 0x7d) {
    cursor.at++;
    return { type: "object", entries, at: start, end: cursor.at };
  }
  for (;;) {
    const keyAt = cursor.at;
    if (text.charCodeAt(keyAt) !== 0x22) return failUnexpected(cursor, "A name in double quotes");
    const key = readString(cursor);
    if (key === undefined) return undefined;
    if (FORBIDDEN_KEYS.has(key))
      return fail(cursor, "forbidden_key", `The name ${key} is not allowed.`, keyAt);
    if (entries.has(key))
      return fail(cursor, "duplicate_key", "The same name stands here for a second time.", keyAt);
    if (entries.size >= limits.keys) {
      return fail(cursor, "too_many_keys", `An object has more than ${limits.keys} names.`, keyAt);
    }
    skipSpace(cursor);
    if (text.charCodeAt(cursor.at) !== 0x3a) return failUnexpected(cursor, "A colon");
    cursor.at++;
    skipSpace(cursor);
    const value = readValue(cursor, depth);
    if (value === undefined) return undefined;
    entries.set(key, { keyAt, value });
    skipSpace(cursor);
    const code = text.charCodeAt(cursor.at);
    if (code === 0x7d) break;
    if (code !== 0x2c) return failUnexpected(cursor, "A comma or }");
    cursor.at++;
    skipSpace(cursor);
  }
  cursor.at++;
  return { type: "object", entries, at: start, end: cursor.at };
}

function readWord(
  cursor: Cursor,
  word: string,
  build: (at: number, end: number) => JsonNode,
): JsonNode | undefined {
  const { at } = cursor;
  if (!cursor.text.startsWith(word, at)) return failUnexpected(cursor, "A value");
  cursor.at = at + word.length;
  return build(at, cursor.at);
}

/** `depth` counts the containers around the value. */
function readValue(cursor: Cursor, depth: number): JsonNode | undefined {
  const { at } = cursor;
  switch (cursor.text.charCodeAt(at)) {
    case 0x22: {
      const value = readString(cursor);
      return value === undefined ? undefined : { type: "string", value, at, end: cursor.at };
    }
    case 0x7b:
    case 0x5b:
      if (depth >= cursor.limits.depth) {
        return fail(cursor, "too_deep", `The message nests deeper than ${cursor.limits.depth} levels.`, at);
      }
      return cursor.text.charCodeAt(at) === 0x7b
        ? readObject(cursor, depth + 1)
        : readArray(cursor, depth + 1);
    case 0x74:
      return readWord(cursor, "true", (from, end) => ({ type: "boolean", value: true, at: from, end }));
    case 0x66:
      return readWord(cursor, "false", (from, end) => ({ type: "boolean", value: false, at: from, end }));
    case 0x6e:
      return readWord(cursor, "null", (from, end) => ({ type: "null", at: from, end }));
    default:
      return readNumber(cursor);
  }
}

/**
 * Parses JSON text without JSON.parse's leniencies: no duplicate keys, no prototype names, no number that
 * JavaScript would change, no lone surrogates, NUL or byte order mark, and limits on everything that
 * grows. Never throws; a refusal carries the zero-based character offset of the fault.
 */
export function parseStrictJson(text: string, limits: Partial<JsonLimits> = {}): Result<JsonNode, Refusal> {
  const cursor: Cursor = { text, limits: { ...DEFAULT_JSON_LIMITS, ...limits }, at: 0, fault: undefined };
  if (text.charCodeAt(0) === 0xfeff) {
    return err(refusal("malformed_json", "The message starts with a byte order mark.", { at: 0 }));
  }
  if (!text.isWellFormed()) {
    return err(
      refusal("invalid_text", "Half of a character pair is missing.", { at: loneSurrogateAt(text) }),
    );
  }
  skipSpace(cursor);
  const node = readValue(cursor, 0);
  if (node === undefined) return err(cursor.fault ?? refusal("malformed_json", "This is no JSON."));
  skipSpace(cursor);
  if (cursor.at < text.length) {
    return err(refusal("malformed_json", "Something follows after the end of the JSON.", { at: cursor.at }));
  }
  return ok(node);
}

/** Parses strictly and gives the plain value, for a zod schema to check; see `toPlain`. */
export function parsePlainJson(text: string, limits?: Partial<JsonLimits>): Result<unknown, Refusal> {
  const parsed = parseStrictJson(text, limits);
  return parsed.ok ? toPlain(parsed.value) : parsed;
}

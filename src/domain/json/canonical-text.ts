import type { JsonLimits } from "./strict.ts";

/** Keys that reach the prototype of a JavaScript object when somebody copies them carelessly. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * The plain value of a text that is exactly what `JSON.stringify` would write, as nearly every frame of a link is;
 * undefined for any other text, and for one that breaks a limit: those are for the strict parser, which says what is
 * wrong. Text that comes back the same holds no key twice, no number that was changed and no lone surrogate, so the
 * runtime's own parser, many times faster than one in JavaScript, is as strict here.
 */
export function readCanonicalText(text: string, limits: JsonLimits): unknown {
  // An escape of this kind may stand for NUL or for half of a character pair.
  if (text.includes("\\u")) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (JSON.stringify(value) !== text) return undefined;
  } catch {
    // No JSON, or nested too deep for the runtime: the strict parser says where.
    return undefined;
  }
  return keeps(value, limits, 0) ? value : undefined;
}

/** Whether the value keeps the limits; takes the prototype off every object in it. `depth` counts what is around. */
function keeps(value: unknown, limits: JsonLimits, depth: number): boolean {
  if (typeof value === "string") return value.length <= limits.stringLength;
  if (typeof value !== "object" || value === null) return true;
  if (depth >= limits.depth) return false;
  return isFields(value) ? keepsFields(value, limits, depth + 1) : keepsItems(value, limits, depth + 1);
}

function isFields(value: object): value is Record<string, unknown> {
  return !Array.isArray(value);
}

function keepsItems(items: unknown, limits: JsonLimits, depth: number): boolean {
  if (!Array.isArray(items) || items.length > limits.items) return false;
  for (const item of items) if (!keeps(item, limits, depth)) return false;
  return true;
}

function keepsFields(fields: Record<string, unknown>, limits: JsonLimits, depth: number): boolean {
  // Faster than a copy without one: what `JSON.parse` made is in nobody else's hands.
  Object.setPrototypeOf(fields, null);
  let count = 0;
  for (const key in fields) {
    count++;
    if (count > limits.keys || key.length > limits.stringLength || FORBIDDEN_KEYS.has(key)) return false;
    if (!keeps(fields[key], limits, depth)) return false;
  }
  return true;
}

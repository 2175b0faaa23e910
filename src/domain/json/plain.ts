import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { exactNumber } from "./exact-number.ts";
import type { JsonNode, JsonNumber } from "./node.ts";

/** The first number that JavaScript would change, if there is one. */
interface Faults {
  number: JsonNumber | undefined;
}

function plainOf(node: JsonNode, faults: Faults): unknown {
  switch (node.type) {
    case "object": {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, entry] of node.entries) plain[key] = plainOf(entry.value, faults);
      return plain;
    }
    case "array":
      return node.items.map((item) => plainOf(item, faults));
    case "number": {
      const value = exactNumber(node.text);
      if (value === undefined) faults.number ??= node;
      return value;
    }
    case "null":
      return null;
    default:
      return node.value;
  }
}

/**
 * The plain value of a parsed node: objects without a prototype, arrays, texts, numbers, booleans, null.
 * Refuses a number node that JavaScript would change (`number_not_exact`), which a node from
 * `parseStrictJson` never holds.
 */
export function toPlain(node: JsonNode): Result<unknown, Refusal> {
  const faults: Faults = { number: undefined };
  const plain = plainOf(node, faults);
  if (faults.number === undefined) return ok(plain);
  return err(refusal("number_not_exact", "A program would change this number.", { at: faults.number.at }));
}

/**
 * Canonical JSON as in RFC 8785, for the little that is hashed here: objects, lists, well-formed texts,
 * safe integers, booleans, null. Keys are sorted by UTF-16 units, and there is no blank; two programs that agree
 * on the data agree on the bytes. Anything else throws, because it would be a bug to hash it.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new Error("a text with a lone surrogate has no canonical bytes");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new Error("only safe integers are canonical");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new Error(`a ${typeof value} has no canonical bytes`);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(",")}}`;
}

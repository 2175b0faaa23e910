/**
 * What a person confirms with a fresh factor (step-up) is one exact change: the method, the path and the body
 * of the request that will make it. What is shown is what is signed: the same text is hashed when the
 * challenge is made and again when the request comes, so nothing can be swapped in between.
 */
export interface Change {
  readonly method: string;
  /** Path without query; changes that need a confirmation have none. */
  readonly path: string;
  /** The body as plain JSON data; null when there is none. */
  readonly body: unknown;
}

/** The one text of a change: JSON with the keys of every object in order. Hash it with SHA-256. */
export function changeText({ method, path, body }: Change): string {
  return JSON.stringify(["sallyport-change-1", method.toUpperCase(), path, sorted(body)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value ?? null;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // As pairs: an object would put keys that look like numbers first, whatever their order.
  return { object: entries.map(([key, inner]) => [key, sorted(inner)]) };
}

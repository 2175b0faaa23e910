import { useState } from "react";
import type * as z from "zod";

/** What the desk keeps in a browser; names are ours alone within the origin. */
const PREFIX = "sallyport.desk.";

/** Reads what was kept; `otherwise` when nothing was, or nothing that parses. */
export function recall<T>(store: Storage, name: string, schema: z.ZodType<T>, otherwise: T): T {
  try {
    const text = store.getItem(PREFIX + name);
    const parsed = schema.safeParse(text === null ? undefined : JSON.parse(text));
    return parsed.success ? parsed.data : otherwise;
  } catch {
    return otherwise;
  }
}

/** Keeps it where the browser lets us; a browser that does not only forgets sooner. */
export function keep(store: Storage, name: string, value: unknown): void {
  try {
    store.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full, or forbidden: the desk works without.
  }
}

/** A value that this browser remembers. Give the component a key when `name` changes. */
export function useKept<T>(name: string, schema: z.ZodType<T>, otherwise: T): [T, (value: T) => void] {
  const [value, setValue] = useState(() => recall(localStorage, name, schema, otherwise));
  const set = (next: T): void => {
    setValue(next);
    keep(localStorage, name, next);
  };
  return [value, set];
}

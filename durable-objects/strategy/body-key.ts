import { sha256Hex } from "../shared/crypto.ts";

/** Longer bodies are known by their digest, so that a burst of them does not fill the memory. */
const LONGEST_PLAIN_CHARACTERS = 1_024;

/**
 * What two alerts have in common exactly when their bodies are the same; the secret, which is masked in
 * them, does not count. Most bodies are their own key: hashing one costs more than to compare it.
 */
export function bodyKey(body: string): string {
  if (body.length <= LONGEST_PLAIN_CHARACTERS) return body;
  // No accepted body begins with NUL, so no short one is taken for a long one.
  return `\u0000${sha256Hex(body)}`;
}

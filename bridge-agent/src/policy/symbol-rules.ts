/** Which symbols may be traded: patterns in which `*` stands for any characters and `?` for one. */
export interface SymbolRules {
  /** null: every symbol that is not denied. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

export type SymbolVerdict = "allowed" | "denied" | "not_listed";

/** What the rules say of a venue's symbol. A denied symbol stays denied when it is allowed as well. */
export function symbolVerdict(symbol: string, { allow, deny }: SymbolRules): SymbolVerdict {
  if (deny.some((pattern) => matches(symbol, pattern))) return "denied";
  return allow === null || allow.some((pattern) => matches(symbol, pattern)) ? "allowed" : "not_listed";
}

/**
 * True when the whole symbol fits the pattern; capital and small letters are the same, because a deny list
 * that misses `eurusd` would be worse than an allow list that takes it. Linear in both lengths for each `*`.
 */
export function matches(symbol: string, pattern: string): boolean {
  const text = symbol.toLowerCase();
  const wanted = pattern.toLowerCase();
  let at = 0;
  let next = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    if (wanted[next] === "*") {
      star = next;
      starAt = at;
      next += 1;
    } else if (next < wanted.length && (wanted[next] === "?" || wanted[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      next = star + 1;
    } else return false;
  }
  while (wanted[next] === "*") next += 1;
  return next === wanted.length;
}

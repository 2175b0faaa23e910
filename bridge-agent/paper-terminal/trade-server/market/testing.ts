import type { SymbolSpec } from "./symbol-spec.ts";
import { specOf } from "./symbols.ts";

/** For tests: the specification of an instrument that must be there. */
export function specNamed(symbol: string): SymbolSpec {
  const spec = specOf(symbol);
  if (spec === undefined) throw new Error(`no symbol ${symbol}`);
  return spec;
}

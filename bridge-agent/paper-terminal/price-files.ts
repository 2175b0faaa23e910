import { readFileSync } from "node:fs";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { PriceSource } from "./trade-server/market/prices/price-source.ts";
import { repeatedTicks } from "./trade-server/market/prices/recorded-ticks.ts";
import { parseTickExport } from "./trade-server/market/prices/tick-export.ts";
import type { SymbolSpec } from "./trade-server/market/symbol-spec.ts";

function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, "utf8"));
  } catch (error) {
    return err(`cannot read ${file}: ${error instanceof Error ? error.message : "unknown reason"}`);
  }
}

/**
 * Price sources for the symbols that have a file: each of `given` is `SYMBOL=FILE`, a file of ticks in
 * MetaTrader's export format, whose times are taken as server time (`offsetMs` is that minus UTC). A series
 * is repeated by whole weeks. The error is a sentence for the person who wrote the command line.
 */
export function pricesFromFiles(
  given: readonly string[],
  specs: readonly SymbolSpec[],
  offsetMs: number,
): Result<ReadonlyMap<string, PriceSource>, string> {
  const sources = new Map<string, PriceSource>();
  for (const pair of given) {
    const [symbol = "", ...rest] = pair.split("=");
    const file = rest.join("=");
    const spec = specs.find((known) => known.symbol === symbol);
    if (file === "") return err(`expected SYMBOL=FILE, got ${pair}`);
    if (spec === undefined) return err(`the trade server has no symbol ${symbol}`);
    if (sources.has(symbol)) return err(`two files for ${symbol}`);
    const text = readText(file);
    if (!text.ok) return text;
    const series = parseTickExport(text.value, spec.digits, offsetMs);
    if (!series.ok) return err(`${file}, line ${series.error.line}: ${series.error.message}`);
    sources.set(symbol, repeatedTicks(series.value));
  }
  return ok(sources);
}

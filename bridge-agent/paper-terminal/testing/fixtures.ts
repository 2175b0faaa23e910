import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { deriveOrderId, magicOf } from "../../../src/domain/ids.ts";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import { pointsOf } from "../trade-server/market/prices/points.ts";
import type { PriceSource, RawTick } from "../trade-server/market/prices/price-source.ts";
import type { SymbolSpec } from "../trade-server/market/symbol-spec.ts";

/** 2026-11-20, a moment for tests that need one. */
export const NOW_MS = 1_795_132_800_000;

const sha256 = (text: string) => createHash("sha256").update(text).digest();

export function orderIdOf(name: string | number): string {
  return deriveOrderId(sha256, `alert-${name}`, "account", 0);
}

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "paper-terminal-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const calm: Readonly<Record<string, Quote>> = {
  EURUSD: { bid: "1.08500", ask: "1.08510" },
  GBPUSD: { bid: "1.27000", ask: "1.27014" },
  USDJPY: { bid: "151.500", ask: "151.512" },
  AUDUSD: { bid: "0.65500", ask: "0.65512" },
  XAUUSD: { bid: "2650.00", ask: "2650.25" },
};

interface Quote {
  readonly bid: string;
  readonly ask: string;
}

/** A market that stands still until the test moves it; other symbols have no prices. */
export function testMarket(): {
  readonly source: PriceSource;
  readonly set: (symbol: string, quote: Quote) => void;
} {
  const quotes = new Map(Object.entries(calm));
  const at = (spec: SymbolSpec, atMs: number): RawTick | undefined => {
    const quote = quotes.get(spec.symbol);
    const bidPoints = quote === undefined ? null : pointsOf(quote.bid, spec.digits);
    const askPoints = quote === undefined ? null : pointsOf(quote.ask, spec.digits);
    return bidPoints === null || askPoints === null ? undefined : { atMs, bidPoints, askPoints };
  };
  const scan: PriceSource["scan"] = (spec, fromMs, toMs, visit) => {
    const tick = at(spec, toMs - 1);
    if (tick !== undefined && toMs > fromMs) visit(tick.atMs, tick.bidPoints, tick.askPoints);
  };
  return { source: { at, scan, span: () => undefined }, set: (symbol, quote) => quotes.set(symbol, quote) };
}

/** A `submit` that buys 0.1 lots of EURUSD at the market, in the first step of the order of that name. */
export function submitOf(
  name: string | number,
  fields: Partial<Omit<Submit, "type" | "order">> = {},
): Submit {
  const order = orderIdOf(name);
  const step = fields.step ?? 0;
  return {
    type: "submit",
    order,
    step,
    deadline: NOW_MS + 30_000,
    magic: magicOf(sha256, order, step),
    comment: "sp",
    action: "deal",
    symbol: "EURUSD",
    side: "buy",
    kind: "market",
    lots: "0.1",
    price: "0",
    sl: "0",
    tp: "0",
    position: "0",
    ticket: "0",
    stoplimit: "0",
    by: "0",
    filling: fields.action === "pending" ? "return" : "fok",
    time: "gtc",
    expires: 0,
    deviation: 20,
    ...fields,
  };
}

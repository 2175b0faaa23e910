import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { deriveOrderId, magicOf } from "../../../src/domain/ids.ts";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import type { Quote } from "../trade-server/quotes.ts";
import type { QuoteSource } from "../trade-server/server.ts";
import type { PaperSymbol } from "../trade-server/symbols.ts";
import { paperSymbols } from "../trade-server/symbols.ts";
import type { TradeRequest } from "../trade-server/types.ts";

/** 2026-11-20, a moment for tests that need one. */
export const NOW_MS = 1_795_132_800_000;

const sha256 = (text: string) => createHash("sha256").update(text).digest();

export function orderIdOf(name: string | number): string {
  return deriveOrderId(sha256, `alert-${name}`, "account", 0);
}

export function symbolOf(name: string): PaperSymbol {
  const symbol = paperSymbols.find((known) => known.symbol === name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return symbol;
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
  BTCUSD: { bid: "92000.00", ask: "92015.00" },
  US30: { bid: "42500.0", ask: "42502.0" },
};

/** A market that stands still until the test moves it. */
export function testMarket(): {
  readonly source: QuoteSource;
  readonly set: (symbol: string, quote: Quote) => void;
} {
  const quotes = new Map(Object.entries(calm));
  return {
    source: (symbol) => {
      const quote = quotes.get(symbol.symbol);
      if (quote === undefined) throw new Error(`no quote for ${symbol.symbol}`);
      return quote;
    },
    set: (symbol, quote) => quotes.set(symbol, quote),
  };
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
    ...fields,
  };
}

/** The same as a request to the trade server. */
export function requestOf(
  name: string | number,
  fields: Partial<Omit<Submit, "type" | "order">> = {},
): TradeRequest {
  const { type: _type, order, step, deadline: _deadline, ...rest } = submitOf(name, fields);
  return { ...rest, reference: { orderId: order, step } };
}

import { type PriceSource, quoteAt, type Tick } from "./market/prices/price-source.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import { type Market, marketOf } from "./rules/market.ts";

interface Seen {
  readonly askedMs: number;
  readonly market: Market | undefined;
}

/**
 * The quotes that are on. A symbol's quote is looked up when it is asked for, once for each moment. Its prices
 * are the same objects until they change, which is how others know that what they made of them still holds.
 */
export class Markets {
  readonly #source: PriceSource;
  readonly #specs: ReadonlyMap<string, SymbolSpec>;
  readonly #seen = new Map<string, Seen>();
  #nowMs: number;

  constructor(source: PriceSource, specs: ReadonlyMap<string, SymbolSpec>, nowMs: number) {
    this.#source = source;
    this.#specs = specs;
    this.#nowMs = nowMs;
  }

  /** Moves on to a moment; an earlier one is as good as the present. */
  moveTo(nowMs: number): void {
    if (nowMs > this.#nowMs) this.#nowMs = nowMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  /** The quote of a symbol at this moment; undefined when it has none. */
  readonly at = (symbol: string): Market | undefined => {
    const seen = this.#seen.get(symbol);
    if (seen !== undefined && seen.askedMs === this.#nowMs) return seen.market;
    const spec = this.#specs.get(symbol);
    const tick = spec === undefined ? undefined : quoteAt(this.#source, spec, this.#nowMs);
    const market = tick === undefined ? undefined : follow(seen?.market, tick);
    this.#seen.set(symbol, { askedMs: this.#nowMs, market });
    return market;
  };
}

function follow(before: Market | undefined, tick: Tick): Market {
  if (before === undefined || before.tick.bid !== tick.bid || before.tick.ask !== tick.ask) {
    return marketOf(tick);
  }
  return before.tick.atMs === tick.atMs ? before : { ...before, tick };
}

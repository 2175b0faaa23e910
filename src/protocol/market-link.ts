import * as z from "zod";
import { barFrames, MAX_BARS } from "../domain/alert/exits.ts";
import { positiveDecimalTextSchema } from "../domain/decimal.ts";

/**
 * The market link: JSON text frames over `GET /agent/market?account=acc_…&v=1`, opened by the agent beside its agent link
 * and signed in the same way, with an audience of its own. It carries nothing that trades: when it is down, prices
 * stand still on the screens, and orders go on. Unknown fields are ignored.
 *
 * The feed says which symbols somebody watches (`watch`, replacing what was said before) and for how long that holds;
 * the agent tells only those, and stops when it has not heard for so long. The newest link wins.
 */
export const MARKET_LINK_VERSION = 1;
export const MARKET_LINK_AUDIENCE = "sallyport-market-link";

/** How long a `watch` holds unless it is said again. */
export const MARKET_LEASE_MS = 60_000;

/** Symbols, and of these books, that a feed asks its agent for. */
export const MOST_SYMBOLS = 100;
export const MOST_BOOKS = 20;

/** A symbol as a terminal names it, without what separates symbols on the EA link. */
export const marketSymbolSchema = z.string().regex(/^[^\p{Cc};,=]{1,32}$/u);

const epochMsSchema = z.number().int().nonnegative();

export const tickSchema = z.object({
  symbol: marketSymbolSchema,
  bid: positiveDecimalTextSchema,
  ask: positiveDecimalTextSchema,
  atMs: epochMsSchema,
});
export type Tick = z.infer<typeof tickSchema>;

const bookLevelSchema = z.object({ price: positiveDecimalTextSchema, lots: positiveDecimalTextSchema });

/** The whole book of a symbol, best prices first. */
export const bookSchema = z.object({
  symbol: marketSymbolSchema,
  bids: z.array(bookLevelSchema).max(200),
  asks: z.array(bookLevelSchema).max(200),
  atMs: epochMsSchema,
});
export type MarketBook = z.infer<typeof bookSchema>;

/** `atMs` is when the bar began; `ticks` how many it is made of. */
export const marketBarSchema = z.object({
  atMs: epochMsSchema,
  open: positiveDecimalTextSchema,
  high: positiveDecimalTextSchema,
  low: positiveDecimalTextSchema,
  close: positiveDecimalTextSchema,
  ticks: z.number().int().nonnegative(),
});
export type MarketBar = z.infer<typeof marketBarSchema>;

/** The newest bars of a symbol; the last one may not be complete. */
export const barsRequestSchema = z.object({
  type: z.literal("bars"),
  id: z.number().int().nonnegative(),
  symbol: marketSymbolSchema,
  frame: z.enum(barFrames),
  count: z.number().int().min(1).max(MAX_BARS),
});
export type BarsRequest = z.infer<typeof barsRequestSchema>;

/** `bars` is null when the terminal gave none. */
export const barsAnswerSchema = z.object({
  type: z.literal("bars"),
  id: z.number().int().nonnegative(),
  bars: z.array(marketBarSchema).max(MAX_BARS).nullable(),
});

/** The most ticks of one frame; the agent sends what came within some 50 ms together. */
export const MOST_TICKS = 2_000;

export const fromMarketAgentSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ticks"), items: z.array(tickSchema).min(1).max(MOST_TICKS) }),
  z.object({ type: z.literal("book"), book: bookSchema }),
  barsAnswerSchema,
]);
export type FromMarketAgent = z.infer<typeof fromMarketAgentSchema>;

export const toMarketAgentSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("watch"),
    symbols: z.array(marketSymbolSchema).max(MOST_SYMBOLS),
    books: z.array(marketSymbolSchema).max(MOST_BOOKS),
    leaseMs: z.number().int().positive(),
  }),
  barsRequestSchema,
]);
export type ToMarketAgent = z.infer<typeof toMarketAgentSchema>;

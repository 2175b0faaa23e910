import * as z from "zod";
import { barFrames } from "../../../src/domain/alert/exits.ts";
import { decimalTextSchema } from "../../../src/domain/decimal.ts";
import { ticketText } from "../../../src/protocol/ea-link-facts.ts";
import { fillings, orderTimes, requestTypes } from "../trade-server/types.ts";

/**
 * The venue link: what MetaTrader's own connection to its trade server is to a real terminal. Frames are
 * those of the EA link (`src/protocol/ea-frame.ts`); the terminal is a compiled expert advisor
 * (`bridge-agent/mt5/test-build/shim`). Times are server time in epoch milliseconds, as MQL5 has them.
 *
 * A session: the terminal says `terminal`; the venue answers `snapshot`, the `account`, all `symbol`,
 * `quote`, `order`, `history`, `deal` and `position` records, and `snapshot_end`. From then on the venue
 * sends records as they change, `order_gone` and `position_gone` for those that left their list,
 * `transaction` after the records that belong to it, and `result` for each `request`, whose number the
 * terminal chose. A `question` gets one or more `answer`s with its number, all but the last with `more=1`.
 * `book_add` and `book_release` say of which symbols the terminal wants the `book`. `control` is what a
 * person does at the terminal: `what` is `algo_trading`, `expert_allowed`, `experts_allowed`,
 * `account_allowed` (with `on`), `chart_change` or `remove`.
 */
export const VENUE_LINK_VERSION = "1";

const number = z
  .string()
  .regex(/^[0-9]{1,15}$/)
  .transform(Number);
const symbol = z.string().max(64);

const requestSchema = z.object({
  type: z.literal("request"),
  id: number,
  action: z.enum(["deal", "pending", "sltp", "modify", "remove", "close_by"]),
  kind: z.enum(requestTypes),
  filling: z.enum(fillings),
  time: z.enum(orderTimes),
  symbol,
  magic: ticketText,
  order: ticketText,
  position: ticketText,
  position_by: ticketText,
  lots: decimalTextSchema,
  price: decimalTextSchema,
  stoplimit: decimalTextSchema,
  sl: decimalTextSchema,
  tp: decimalTextSchema,
  deviation: number,
  expiration: number,
  comment: z.string().max(200),
});
export type VenueRequest = z.output<typeof requestSchema>;

const side = z.enum(["buy", "sell"]);
const questionSchema = z.discriminatedUnion("what", [
  z.object({
    type: z.literal("question"),
    what: z.literal("margin"),
    id: number,
    symbol,
    side,
    lots: decimalTextSchema,
  }),
  z.object({
    type: z.literal("question"),
    what: z.literal("profit"),
    id: number,
    symbol,
    side,
    lots: decimalTextSchema,
    open: decimalTextSchema,
    close: decimalTextSchema,
  }),
  z.object({
    type: z.literal("question"),
    what: z.literal("bars"),
    id: number,
    symbol,
    frame: z.enum(barFrames),
    count: number,
  }),
]);
export type VenueQuestion = z.output<typeof questionSchema>;

export const fromVenueTerminal = z.union([
  requestSchema,
  questionSchema,
  z.object({ type: z.literal("terminal"), version: z.literal(VENUE_LINK_VERSION) }),
  z.object({ type: z.enum(["book_add", "book_release"]), symbol }),
]);

import * as z from "zod";
import { barFrames, MAX_BARS } from "../domain/alert/exits.ts";
import { decimalTextSchema, positiveDecimalTextSchema } from "../domain/decimal.ts";
import { orderIdSchema } from "../domain/ids.ts";
import {
  accountFrame,
  fillings,
  intText,
  orderKinds,
  orderTimes,
  priceOrZero,
  symbolFrame,
  ticketText,
} from "./ea-link-facts.ts";

/**
 * The EA link: TCP on 127.0.0.1, the terminal connects out to the agent. A frame is a 4-byte big-endian
 * length and that many bytes of UTF-8: fields separated by U+001F, the first the message type, the rest
 * `key=value`. Everything on the wire is text, so MQL5 needs no JSON; `src/protocol/ea-frame.ts` turns
 * frames into the string records that these schemas read, and back.
 *
 * A session:
 * 1. agent: `challenge` with a nonce. terminal: `hello` with its own nonce and
 *    `proof = hex(HMAC-SHA256(token, "ea|" + agentNonce + "|" + terminalNonce))`.
 *    agent: `welcome` with `proof = hex(HMAC-SHA256(token, "agent|" + terminalNonce + "|" + agentNonce))`.
 *    Either side closes at a wrong proof; nothing else is read before.
 * 2. terminal: `account`, one `symbol` for each instrument, then `ready`.
 * 3. agent: `sync` with the last deal it has durably handled; terminal: the deals after it, a `gone` for
 *    every pending order that ended without a deal since that one (told again, since nothing acknowledges
 *    it), every `position` and `pending`, then `synced`. The agent queries what its journal cannot settle.
 *    An agent that has handled none says "0" and is told those of the last 30 days at least; an older one
 *    is told before the `answer` to a `query` for its step.
 * 4. From then on the agent sends `submit`, and the terminal `journaled`, `result`, `deal`, `pending`,
 *    `gone`, `position`/`position_closed`, `account`, `symbol` and `tick` as things happen. `watch`,
 *    `bars` and `panel` may come at any time after `welcome`.
 *
 * A step (`order` + `step`) is carried out at most once, ever: the terminal writes its own journal before
 * it sends to the venue, and answers a repeated `submit` with what the journal knows. Transactions of the
 * venue come in any order and some may never come, so the agent never reads anything from the order of
 * `result`, `deal`, `position` and `gone`.
 *
 * Lists are joined with `;`, the values of an item with `,`.
 */
export const EA_LINK_VERSION = "2";

/** Longest frame body in bytes; a longer one closes the link. */
export const EA_FRAME_MAX_BYTES = 16_384;

/** Why an agent ends the link. */
export const linkRefusals = [
  /** Another version of the link. */
  "unsupported_version",
  /** The proof is not of the shared token. */
  "wrong_token",
  /** Another terminal is connected to this agent and answers. */
  "another_terminal",
  /** The terminal fell silent, and another one came. */
  "replaced",
  /** A frame that is too long, cut, of an unknown type, or with a field that cannot be. */
  "bad_frame",
  /** A frame that has no place here. */
  "out_of_sequence",
  /** The terminal logged in to another account: everything has to be told anew. */
  "account_switched",
  "silent",
  "agent_stops",
] as const;
export type LinkRefusal = (typeof linkRefusals)[number];

const nonceText = z.string().regex(/^[0-9a-f]{32,64}$/);
const hmacText = z.string().regex(/^[0-9a-f]{64}$/);
const sideSchema = z.enum(["buy", "sell"]);

/** What happened to a step, as far as the terminal's journal and the venue's records say. */
export const stepStateSchema = z.enum([
  /** Not in the terminal's journal: it was never sent to the venue. */
  "never",
  /** Journaled; nothing is known of what came of it. */
  "sent",
  /** Executed or placed; `ticket`, `deal`, `price`, `lots` say what. */
  "done",
  /** The venue refused; `retcode` says why. */
  "rejected",
  /** The terminal refused it because its deadline had passed; it was never sent to the venue. */
  "expired",
  /** Journaled, and the venue's records prove that nothing came of it. */
  "absent",
  /** The terminal refused it by itself and never sent it to the venue; `message` says why. */
  "refused",
]);

const outcomeFields = {
  order: orderIdSchema,
  step: intText,
  state: stepStateSchema,
  /** MetaTrader's retcode, "0" when there is none. */
  retcode: intText,
  message: z.string().max(200),
  /** The venue's order ticket, "0" when there is none. */
  ticket: ticketText,
  /** The deal ticket of a market execution, "0" when there is none. Its `deal` frame carries the details. */
  deal: ticketText,
  at: intText,
};

export const fromTerminalSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    version: z.string(),
    nonce: nonceText,
    proof: hmacText,
    /** What speaks: `ea` or `paper`, its version, and the terminal's build; for people. */
    program: z.string().max(80),
    /**
     * The id of the terminal's journal, drawn when the journal file is made and kept in it. A terminal whose
     * journal was lost comes with another one, and then its `never` proves nothing about older steps.
     */
    journal: z
      .string()
      .regex(/^[0-9a-zA-Z_-]{8,64}$/)
      .optional(),
  }),
  accountFrame,
  symbolFrame,
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("tick"),
    symbol: z.string(),
    bid: positiveDecimalTextSchema,
    ask: positiveDecimalTextSchema,
    at: intText,
  }),
  /** The whole order book of a watched symbol, best prices first: `price,lots;price,lots`. */
  z.object({
    type: z.literal("book"),
    symbol: z.string(),
    bids: z.string(),
    asks: z.string(),
    at: intText,
  }),
  /** Answer to `bars`, oldest first, the last one may not be complete: `at,open,high,low,close,ticks;…`. */
  z.object({ type: z.literal("bars"), id: intText, symbol: z.string(), items: z.string() }),
  /** Something is wrong at the terminal that a person has to see; `code` is stable. */
  z.object({
    type: z.literal("fault"),
    code: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
    message: z.string().max(300),
    at: intText,
  }),
  /** The step is in the terminal's journal, flushed; it goes to the venue next. */
  z.object({ type: z.literal("journaled"), order: orderIdSchema, step: intText, at: intText }),
  /** What came of a `submit`. */
  z.object({ type: z.literal("result"), ...outcomeFields }),
  /** Answer to `query`; the same facts as a result. */
  z.object({ type: z.literal("answer"), ...outcomeFields }),
  z.object({
    type: z.literal("deal"),
    /** Rises with every deal of the account; the cursor of `sync`. */
    deal: ticketText,
    ticket: ticketText,
    /** DEAL_POSITION_ID: the position's identifier, which is not always its ticket. */
    position: ticketText,
    /** The Sallyport order and step it belongs to; empty for deals that others made. */
    order: z.union([orderIdSchema, z.literal("")]),
    step: intText,
    symbol: z.string(),
    /** Of the deal itself; evidence when the terminal's journal that named the order is lost. */
    magic: ticketText,
    side: sideSchema,
    entry: z.enum(["in", "out", "inout", "out_by"]),
    lots: positiveDecimalTextSchema,
    price: positiveDecimalTextSchema,
    profit: decimalTextSchema,
    commission: decimalTextSchema,
    swap: decimalTextSchema,
    /**
     * How much of the venue order is not filled after this deal, whether it still stands or was withdrawn; "0"
     * when it is complete. With it the agent knows when it has been told all deals of an order.
     */
    remaining: decimalTextSchema,
    reason: z.enum(["expert", "client", "sl", "tp", "so"]),
    at: intText,
  }),
  z.object({
    type: z.literal("position"),
    /** The ticket that requests name. A reversal on a netting account gives the position another one. */
    position: ticketText,
    /** POSITION_IDENTIFIER: stays for the position's life, and is what its deals name. */
    ident: ticketText,
    symbol: z.string(),
    side: z.enum(["long", "short"]),
    lots: positiveDecimalTextSchema,
    price: positiveDecimalTextSchema,
    sl: priceOrZero,
    tp: priceOrZero,
    magic: ticketText,
    order: z.union([orderIdSchema, z.literal("")]),
    at: intText,
  }),
  z.object({ type: z.literal("position_closed"), ident: ticketText }),
  /** A pending order that stands at the venue. */
  z.object({
    type: z.literal("pending"),
    ticket: ticketText,
    symbol: z.string(),
    side: sideSchema,
    kind: z.enum(["limit", "stop", "stop_limit"]),
    /** What is not filled yet. */
    lots: positiveDecimalTextSchema,
    price: positiveDecimalTextSchema,
    /** The limit price of a stop-limit order, "0" otherwise. */
    stoplimit: priceOrZero,
    /** "0" when it stands until it is cancelled. */
    expires: intText,
    sl: priceOrZero,
    tp: priceOrZero,
    magic: ticketText,
    order: z.union([orderIdSchema, z.literal("")]),
    step: intText,
    at: intText,
  }),
  /** A pending order that stands no more, for another reason than being filled. */
  z.object({
    type: z.literal("gone"),
    ticket: ticketText,
    magic: ticketText,
    order: z.union([orderIdSchema, z.literal("")]),
    step: intText,
    reason: z.enum(["cancelled", "expired", "rejected"]),
    at: intText,
  }),
  z.object({ type: z.literal("synced"), lastdeal: ticketText }),
  z.object({ type: z.literal("pong") }),
]);
export type FromTerminal = z.infer<typeof fromTerminalSchema>;

/** A `submit` is one MetaTrader trade request. `deadline` is epoch milliseconds by the host's clock. */
export const submitSchema = z.object({
  type: z.literal("submit"),
  order: orderIdSchema,
  step: intText,
  deadline: intText,
  magic: ticketText,
  comment: z.string().max(31),
  /** deal: market order, or close of `position`. The others as in MetaTrader. */
  action: z.enum(["deal", "pending", "modify", "remove", "sltp", "close_by"]),
  symbol: z.string(),
  side: sideSchema,
  kind: z.enum(orderKinds),
  lots: decimalTextSchema,
  /** "0" for a market order: the terminal puts in its own quote where the execution mode needs one. */
  price: priceOrZero,
  stoplimit: priceOrZero,
  sl: priceOrZero,
  tp: priceOrZero,
  /** The position to close or to give new stops, "0" for none. */
  position: ticketText,
  /** The opposite position of a `close_by`, "0" for none. */
  by: ticketText,
  /** The pending order to modify or remove, "0" for none. */
  ticket: ticketText,
  filling: z.enum(fillings),
  time: z.enum(orderTimes),
  /** When a pending order ends, for `specified` and `specified_day`; "0" otherwise. */
  expires: intText,
  /** Largest slippage in points, where the execution mode knows one. */
  deviation: intText,
});
export type Submit = z.infer<typeof submitSchema>;

export const toTerminalSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("challenge"), version: z.string(), nonce: nonceText }),
  z.object({ type: z.literal("welcome"), proof: hmacText }),
  /**
   * The agent ends the link, and why: `code` is one of `linkRefusals`. The last thing that is sent. A terminal
   * shows the sentence and comes back after a while, for what stood in the way may be gone by then.
   */
  z.object({ type: z.literal("refused"), code: z.enum(linkRefusals), message: z.string().max(300) }),
  z.object({ type: z.literal("sync"), lastdeal: ticketText }),
  /**
   * What came of a step? The terminal asks its journal, and then the venue's orders, deals and positions by
   * `magic`, from `from` on (epoch milliseconds, before the step was passed on). Only when neither knows it
   * is the answer `never`.
   */
  z.object({
    type: z.literal("query"),
    order: orderIdSchema,
    step: intText,
    magic: ticketText,
    from: intText,
  }),
  submitSchema,
  /**
   * Which symbols are watched, replacing what was said before: every tick of `symbols` is told, for the
   * others the newest of each turn; the book of `books`.
   */
  z.object({ type: z.literal("watch"), symbols: z.string(), books: z.string() }),
  /** Asks for the newest bars; `frame` is one of `barFrames`; so many bars as `MAX_BARS` fit into one frame. */
  z.object({
    type: z.literal("bars"),
    id: intText,
    symbol: z.string(),
    frame: z.enum(barFrames),
    count: intText.pipe(z.number().min(1).max(MAX_BARS)),
  }),
  /** For the panel on the chart: whether the gateway is connected, whether trading is halted, the last order. */
  z.object({
    type: z.literal("panel"),
    gateway: z.enum(["up", "down"]),
    halted: z.string().max(120),
    last: z.string().max(120),
  }),
  z.object({ type: z.literal("ping") }),
]);
export type ToTerminal = z.infer<typeof toTerminalSchema>;

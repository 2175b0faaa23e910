import { z } from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../domain/decimal.ts";
import { orderIdSchema } from "../domain/ids.ts";

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
 * 4. From then on the agent sends `submit`, and the terminal `journaled`, `result`, `deal`, `pending`,
 *    `gone`, `position`/`position_closed`, `account` and `tick` as things happen.
 *
 * A step (`order` + `step`) is carried out at most once, ever: the terminal writes its own journal before
 * it sends to the venue, and answers a repeated `submit` with what the journal knows.
 */
export const EA_LINK_VERSION = "1";

/** Longest frame body in bytes; a longer one closes the link. */
export const EA_FRAME_MAX_BYTES = 16_384;

const intText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/)
  .transform(Number);
const ticketText = z.string().regex(/^[0-9]{1,20}$/);
const nonceText = z.string().regex(/^[0-9a-f]{32,64}$/);
const hmacText = z.string().regex(/^[0-9a-f]{64}$/);
const sideSchema = z.enum(["buy", "sell"]);
/** "0" means none, as in MetaTrader. */
const priceOrZero = decimalTextSchema;

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
  z.object({ type: z.literal("hello"), version: z.string(), nonce: nonceText, proof: hmacText }),
  z.object({
    type: z.literal("account"),
    login: z.string(),
    server: z.string(),
    currency: z.string(),
    balance: decimalTextSchema,
    equity: decimalTextSchema,
    /** "hedging" or "netting". */
    mode: z.enum(["hedging", "netting"]),
  }),
  z.object({
    type: z.literal("symbol"),
    symbol: z.string(),
    digits: intText,
    point: positiveDecimalTextSchema,
    minlots: positiveDecimalTextSchema,
    maxlots: positiveDecimalTextSchema,
    lotstep: positiveDecimalTextSchema,
    contract: positiveDecimalTextSchema,
    forex: z.enum(["0", "1"]),
    bid: positiveDecimalTextSchema,
    ask: positiveDecimalTextSchema,
  }),
  z.object({ type: z.literal("ready") }),
  z.object({
    type: z.literal("tick"),
    symbol: z.string(),
    bid: positiveDecimalTextSchema,
    ask: positiveDecimalTextSchema,
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
    position: ticketText,
    /** The Sallyport order and step it belongs to; empty for deals that others made. */
    order: z.union([orderIdSchema, z.literal("")]),
    step: intText,
    symbol: z.string(),
    side: sideSchema,
    entry: z.enum(["in", "out", "inout", "out_by"]),
    lots: positiveDecimalTextSchema,
    price: positiveDecimalTextSchema,
    profit: decimalTextSchema,
    /** How much of the venue order is still open after this deal; "0" when it is complete. */
    remaining: decimalTextSchema,
    reason: z.enum(["expert", "client", "sl", "tp", "so"]),
    at: intText,
  }),
  z.object({
    type: z.literal("position"),
    position: ticketText,
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
  z.object({ type: z.literal("position_closed"), position: ticketText }),
  /** A pending order that stands at the venue. */
  z.object({
    type: z.literal("pending"),
    ticket: ticketText,
    symbol: z.string(),
    side: sideSchema,
    kind: z.enum(["limit", "stop"]),
    lots: positiveDecimalTextSchema,
    price: positiveDecimalTextSchema,
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
  /** deal: market order, or close of `position`. pending, modify, remove, sltp: as in MetaTrader. */
  action: z.enum(["deal", "pending", "modify", "remove", "sltp"]),
  symbol: z.string(),
  side: sideSchema,
  kind: z.enum(["market", "limit", "stop"]),
  lots: decimalTextSchema,
  price: priceOrZero,
  sl: priceOrZero,
  tp: priceOrZero,
  /** The position to close or to give new stops, "0" for none. */
  position: ticketText,
  /** The pending order to modify or remove, "0" for none. */
  ticket: ticketText,
});
export type Submit = z.infer<typeof submitSchema>;

export const toTerminalSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("challenge"), version: z.string(), nonce: nonceText }),
  z.object({ type: z.literal("welcome"), proof: hmacText }),
  z.object({ type: z.literal("sync"), lastdeal: ticketText }),
  z.object({ type: z.literal("query"), order: orderIdSchema, step: intText }),
  submitSchema,
  z.object({ type: z.literal("ping") }),
]);
export type ToTerminal = z.infer<typeof toTerminalSchema>;

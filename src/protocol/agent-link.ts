import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../domain/decimal.ts";
import { accountIdSchema, agentIdSchema, orderIdSchema } from "../domain/ids.ts";
import { orderEventSchema } from "../domain/order/events.ts";
import { refusalSchema } from "../domain/refusal.ts";
import { haltedFrame, haltFrame, haltStandingSchema } from "./halt.ts";
import { haltedSchema, policySummarySchema } from "./policy-summary.ts";
import { previewedFrame, previewFrame } from "./preview.ts";

/**
 * The agent link: JSON text frames over `GET /agent/link`, opened by the agent. Both ends parse with
 * these schemas; unknown fields are ignored so that the ends can be upgraded in any order.
 *
 * A session:
 * 1. The agent upgrades with `Authorization: Bearer <JWT>` and `?account=acc_…`. The JWT is EdDSA by the
 *    agent's key: `iss` the agent id, `sub` the account id, `aud` "sallyport-agent-link", `exp` at most
 *    60 s after `iat`, `jti` accepted once, header `typ` LINK_TOKEN_TYPE.
 * 2. The gateway raises the account's epoch, closes older links with `replaced`, and sends `welcome`.
 * 3. The agent sends `hello`, then the reports that the gateway has not acknowledged, a few `clock`
 *    frames, and `terminal` as soon as agent and terminal are reconciled.
 * 4. The gateway sends `halt` when the account was ever stopped, and `reconcile` with every order of its ledger that may be at the agent or beyond
 *    (frames above both `ackedSeq` and `handledSeq` cannot be: they are sent again and not asked for). The
 *    agent makes sure that an order that it never saw is not carried out later, and answers `reconciled`
 *    once its terminal is reconciled. Only then (P5) does the gateway send `order` frames, first those that
 *    were not acknowledged, in `seq` order.
 *
 * Sequence numbers: `order` frames carry `seq` from 1 for each account; the agent answers `ack` with the
 * highest one in its journal. Reports carry `seq` from 1 for each agent journal; the gateway answers
 * `ack` with the highest one in its ledger. A number at or below the last handled one is a repeat: it is
 * acknowledged again and otherwise ignored. A gap closes the link with `out_of_sequence`.
 * A side that finds its own counter behind what the other has durably handled (a restored backup) moves
 * its counter up, never down, and logs it.
 */
export const AGENT_LINK_VERSION = 1;

/** The `aud` of the JWT with which an agent signs in to the link. */
export const AGENT_LINK_AUDIENCE = "sallyport-agent-link";

/** The `typ` of that JWT; its `kid` is the agent id. */
export const LINK_TOKEN_TYPE = "sallyport-link+jwt";

/** Longest life of that JWT in milliseconds, and how far the two clocks may differ when it is judged. */
export const LINK_TOKEN_MAX_LIFE_MS = 60_000;
export const LINK_TOKEN_SKEW_MS = 30_000;

/** The `typ` and `kid` of the proof in `PairRequest`; the key has no id of its own before it is paired. */
export const PAIR_PROOF_TYPE = "sallyport-pair+jws";
export const PAIR_PROOF_KID = "pairing";

/** The `typ` in the protected header of a signed order. */
export const SIGNED_ORDER_TYPE = "sallyport-order+jws";

/** WebSocket close codes of the agent link. */
export const agentCloseCodes = {
  /** A newer link of the same account took over; the older agent must not reconnect by itself. */
  replaced: 4001,
  /** The other end speaks another version of the link. */
  unsupportedVersion: 4002,
  /** A frame that does not parse, or that has no place here. */
  badFrame: 4003,
  /** A gap in the sequence numbers. */
  outOfSequence: 4004,
  /** The agent's key was revoked. */
  revoked: 4005,
} as const;

/** Answered by the object's auto-response without waking it. */
export const HEARTBEAT_REQUEST = '{"type":"ping"}';
export const HEARTBEAT_RESPONSE = '{"type":"pong"}';

const seqSchema = z.number().int().nonnegative();
const epochMsSchema = z.number().int();

/** What a terminal says of one symbol; prices and volumes are decimals. */
export const symbolFactsSchema = z.object({
  symbol: z.string(),
  digits: z.number().int().nonnegative(),
  point: positiveDecimalTextSchema,
  minLots: positiveDecimalTextSchema,
  maxLots: positiveDecimalTextSchema,
  lotStep: positiveDecimalTextSchema,
  contractSize: positiveDecimalTextSchema,
  /** True for currency pairs, where a pip is known by rule; elsewhere the account's table must name it. */
  forex: z.boolean(),
  // What follows is absent from agents of earlier versions.
  /** Prices are multiples of it. */
  tickSize: positiveDecimalTextSchema.optional(),
  /** About what one lot gains by one tick, in the account's currency, to three digits; null when not known. */
  tickValue: positiveDecimalTextSchema.nullable().optional(),
});
export type SymbolFacts = z.infer<typeof symbolFactsSchema>;

export const positionSchema = z.object({
  position: z.string(),
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  lots: positiveDecimalTextSchema,
  openPrice: positiveDecimalTextSchema,
  stopLoss: positiveDecimalTextSchema.nullable(),
  takeProfit: positiveDecimalTextSchema.nullable(),
  magic: z.string(),
  /** The Sallyport order that opened it, when there is one. */
  orderId: orderIdSchema.nullable(),
  /** Sallyport did not open it; absent from agents of earlier versions. */
  external: z.boolean().optional(),
  openedAtMs: epochMsSchema,
});
export type Position = z.infer<typeof positionSchema>;

/** A pending order that stands at the venue. */
export const pendingOrderSchema = z.object({
  ticket: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  kind: z.enum(["limit", "stop", "stop_limit"]),
  lots: positiveDecimalTextSchema,
  price: positiveDecimalTextSchema,
  stopLimit: positiveDecimalTextSchema.nullable(),
  stopLoss: positiveDecimalTextSchema.nullable(),
  takeProfit: positiveDecimalTextSchema.nullable(),
  /** Null when it stands until it is cancelled. */
  expiresAtMs: epochMsSchema.nullable(),
  magic: z.string(),
  /** The Sallyport order that placed it, when there is one. */
  orderId: orderIdSchema.nullable(),
  /** Sallyport did not place it. */
  external: z.boolean(),
});
export type PendingOrderFacts = z.infer<typeof pendingOrderSchema>;

/** A step of an order that was passed to the terminal, and of which nobody knows what came. */
export const unsettledSchema = z.object({
  orderId: orderIdSchema,
  step: z.number().int().nonnegative(),
  reason: refusalSchema,
  /** How often the terminal was asked and could not say. */
  lookups: z.number().int().nonnegative(),
});
export type Unsettled = z.infer<typeof unsettledSchema>;

/** The terminal as the agent last saw it. `ready` is true only when agent and terminal are reconciled. */
export const terminalStateSchema = z.object({
  ready: z.boolean(),
  /** Why it is not ready. */
  reason: refusalSchema.optional(),
  account: z
    .object({
      login: z.string(),
      server: z.string(),
      currency: z.string(),
      balance: decimalTextSchema,
      equity: decimalTextSchema,
      // What follows is absent from agents of earlier versions.
      margin: decimalTextSchema.optional(),
      freeMargin: decimalTextSchema.optional(),
      leverage: z.number().int().optional(),
      mode: z.enum(["hedging", "netting"]).optional(),
      kind: z.enum(["demo", "contest", "real"]).optional(),
      /** Why the terminal would not trade, e.g. `algo_trading_off`; `""` when it would. */
      obstacle: z.string().max(40).optional(),
    })
    .optional(),
  symbols: z.array(symbolFactsSchema),
  positions: z.array(positionSchema),
  /** Absent from agents of earlier versions, and while the terminal has not told them. */
  pendings: z.array(pendingOrderSchema).optional(),
  /** Orders whose outcome nobody knows yet, with the reason and how often it was looked for. */
  unsettled: z.array(unsettledSchema).optional(),
  /** Entries are stopped on the trading host, by a person or by its policy; absent while they are not. */
  halted: haltedSchema.optional(),
  /** The policy of the trading host; absent from agents of earlier versions. */
  policy: policySummarySchema.optional(),
  atMs: epochMsSchema,
});
export type TerminalState = z.infer<typeof terminalStateSchema>;

export const reportSchema = z.object({
  seq: seqSchema.positive(),
  orderId: orderIdSchema,
  /** When it happened, by the gateway's clock as the agent knows it. */
  atMs: epochMsSchema,
  event: orderEventSchema,
});
export type Report = z.infer<typeof reportSchema>;

export const fromAgentSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    v: z.number().int(),
    agentVersion: z.string().max(40),
    /** Made with the journal: another one means that the journal was lost or restored elsewhere. */
    journalId: z.string().min(8).max(64),
    /** The highest `order` seq in the journal. */
    handledSeq: seqSchema,
    /** The highest report seq that the journal ever gave out. */
    reportSeq: seqSchema,
    /**
     * The highest report seq that the gateway ever acknowledged to this journal. When the ledger has less
     * (a restored backup), the reports up to here come no more under their old numbers: the gateway moves
     * its counter up, and the agent reports the orders that `reconcile` names anew.
     */
    ackedReportSeq: seqSchema.optional(),
    /** The gateway's stop as the journal has it; absent from agents that do not know `halt`. */
    halt: haltStandingSchema.optional(),
  }),
  z.object({ type: z.literal("ack"), seq: seqSchema }),
  z.object({
    type: z.literal("reports"),
    items: z.array(reportSchema).min(1).max(500),
    /** What an `ack` frame would say; saves one when both are due. */
    ack: seqSchema.optional(),
  }),
  z.object({ type: z.literal("clock"), agentMs: epochMsSchema }),
  z.object({ type: z.literal("terminal"), state: terminalStateSchema }),
  /** Answer to `reconcile`; orders whose journal entry exists are `known`, their reports follow or came. */
  z.object({
    type: z.literal("reconciled"),
    reconcileId: z.number().int(),
    neverSeen: z.array(orderIdSchema),
  }),
  /** Answer to `preview`. */
  previewedFrame,
  /** Answer to `halt`. */
  haltedFrame,
]);
export type FromAgent = z.infer<typeof fromAgentSchema>;

export const fromGatewaySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    v: z.number().int(),
    epoch: z.number().int().positive(),
    accountId: accountIdSchema,
    agentId: agentIdSchema,
    /** The highest `order` seq that the agent ever acknowledged. */
    ackedSeq: seqSchema,
    /** The highest report seq in the ledger. */
    reportAckSeq: seqSchema,
    gatewayMs: epochMsSchema,
  }),
  z.object({ type: z.literal("order"), seq: seqSchema.positive(), jws: z.string().max(16_384) }),
  z.object({ type: z.literal("ack"), seq: seqSchema }),
  z.object({ type: z.literal("clock"), agentMs: epochMsSchema, gatewayMs: epochMsSchema }),
  z.object({
    type: z.literal("reconcile"),
    reconcileId: z.number().int(),
    orderIds: z.array(orderIdSchema),
    /** What a pip is, for symbols where no rule says it: the account's own table. */
    pips: z.record(z.string(), positiveDecimalTextSchema),
  }),
  /** What would these become now? Answered by `previewed` with the same `requestId`; nothing is carried out. */
  previewFrame,
  /** The emergency stop, or its lifting; see halt.ts. */
  haltFrame,
]);
export type FromGateway = z.infer<typeof fromGatewaySchema>;

/** `POST /agent/pair`. `proof` is a compact JWS by the new key over `{code}`, so the sender holds the key. */
export const pairRequestSchema = z.object({
  code: z.string().min(20).max(120),
  /** The agent's public Ed25519 key as a JWK. */
  key: z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string().length(43) }),
  proof: z.string().max(2048),
});
export type PairRequest = z.infer<typeof pairRequestSchema>;

export const pairResponseSchema = z.object({
  agentId: agentIdSchema,
  accountId: accountIdSchema,
  /** The gateway's public keys; the agent pins them and accepts signed orders by no other. */
  gatewayKeys: z
    .array(
      z.object({
        kid: z.string(),
        kty: z.literal("OKP"),
        crv: z.literal("Ed25519"),
        x: z.string().length(43),
      }),
    )
    .min(1),
});
export type PairResponse = z.infer<typeof pairResponseSchema>;

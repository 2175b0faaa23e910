import * as z from "zod";
import { type Exits, exitsSchema } from "../../../src/domain/alert/exits.ts";
import { decimalTextSchema, positiveDecimalTextSchema } from "../../../src/domain/decimal.ts";
import { orderIdSchema } from "../../../src/domain/ids.ts";

/** One change that exits ask for: a new stop, or a close of some lots. */
export const exitActionSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("stop"),
    price: positiveDecimalTextSchema,
    why: z.enum(["breakeven", "trailing", "atr_trailing"]),
  }),
  /** `partial` is which of the partial closes, from 0. */
  z.object({
    kind: z.literal("close"),
    lots: positiveDecimalTextSchema,
    partial: z.number().int().nonnegative(),
  }),
]);
export type ExitAction = z.infer<typeof exitActionSchema>;

/**
 * How far the managed exits of one position are, as the agent's journal keeps it: with it, the position
 * and the market, everything else can be worked out again after a restart.
 */
export const exitStateSchema = z.object({
  /** The position's identifier. */
  ident: z.string(),
  /** The order that opened the position and asked for the exits; notes are told on it. */
  orderId: orderIdSchema,
  symbol: z.string(),
  side: z.enum(["long", "short"]),
  exits: exitsSchema,
  /** What partial closes are percent of. */
  openedLots: positiveDecimalTextSchema,
  /** What a pip is, in price, as it was last known: the account's table comes from the gateway. */
  pip: positiveDecimalTextSchema.nullable(),
  /** The best price at which the position could have been closed; null until there was a quote. */
  bestPrice: positiveDecimalTextSchema.nullable(),
  /** `armed`: its trigger was reached, and the stop does not stand there yet. */
  breakeven: z.enum(["waiting", "armed", "done"]),
  trailing: z.enum(["waiting", "armed"]),
  atrTrailing: z.enum(["waiting", "armed"]),
  /** Price distance of the ATR trailing stop by the last complete bar; null until it is known. */
  atrDistance: positiveDecimalTextSchema.nullable(),
  /** How many of the partial closes are over. */
  partialsDone: z.number().int().nonnegative(),
  /** Lots that partial closes have taken off. */
  partialLots: decimalTextSchema,
  /** Changes begun so far; makes the key of the next one. */
  changes: z.number().int().nonnegative(),
  /** The change that is on its way, with the local order that carries it out. */
  inFlight: z.object({ orderId: orderIdSchema, action: exitActionSchema }).nullable(),
  /** Nothing is begun, and no stop is moved, before these moments; epoch milliseconds by the host's clock. */
  notBeforeMs: z.number().int(),
  stopNotBeforeMs: z.number().int(),
  /** Failed changes in a row, and the code of the last one that was told. */
  failures: z.number().int().nonnegative(),
  failureTold: z.string().nullable(),
  /** The last stop that was carried out: the terminal's list of positions may lag behind it. */
  lastStop: positiveDecimalTextSchema.nullable(),
  /** When a move of a trailing stop was last told, and the stop that was not told yet. */
  trailToldAtMs: z.number().int(),
  trailUntold: z.string().nullable(),
});
export type ExitState = z.infer<typeof exitStateSchema>;

/** The state of a position that has just been opened. */
export function newExitState(position: {
  readonly ident: string;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly exits: Exits;
  readonly openedLots: string;
}): ExitState {
  return {
    ...position,
    pip: null,
    bestPrice: null,
    breakeven: position.exits.breakeven === undefined ? "done" : "waiting",
    trailing: "waiting",
    atrTrailing: "waiting",
    atrDistance: null,
    partialsDone: 0,
    partialLots: "0",
    changes: 0,
    inFlight: null,
    notBeforeMs: 0,
    stopNotBeforeMs: 0,
    failures: 0,
    failureTold: null,
    lastStop: null,
    trailToldAtMs: 0,
    trailUntold: null,
  };
}

import * as z from "zod";
import { barFrames } from "../../../../../src/domain/alert/bar-frames.ts";

/** Pips are a distance, from where the entry is filled. */
const levelDraftSchema = z.object({ unit: z.enum(["pips", "price"]), value: z.string().max(30) });
export type LevelDraft = z.infer<typeof levelDraftSchema>;

export const sizeUnits = ["lots", "balance_percent_loss", "equity_percent_loss", "risk_money"] as const;
export type SizeUnit = (typeof sizeUnits)[number];

const textSchema = z.string().max(40);

/** An order ticket as somebody filled it in: texts, an empty one says nothing. */
export const ticketDraftSchema = z.object({
  /** What it is for: prices mean nothing in another symbol. */
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop"]),
  sizeUnit: z.enum(sizeUnits),
  size: textSchema,
  entry: textSchema,
  stopLoss: levelDraftSchema,
  takeProfit: levelDraftSchema,
  /** As the browser's field for dates has it, in the reader's zone. */
  expires: textSchema,
  breakevenAt: textSchema,
  trailFrom: textSchema,
  trailDistance: textSchema,
  atrMultiplier: textSchema,
  atrPeriod: textSchema,
  atrFrame: z.enum(barFrames),
  partialAt: textSchema,
  partialPercent: textSchema,
});
export type TicketDraft = z.infer<typeof ticketDraftSchema>;

export const firstTicket: TicketDraft = {
  symbol: "",
  side: "buy",
  type: "market",
  sizeUnit: "lots",
  size: "0.1",
  entry: "",
  stopLoss: { unit: "pips", value: "" },
  takeProfit: { unit: "pips", value: "" },
  expires: "",
  breakevenAt: "",
  trailFrom: "",
  trailDistance: "",
  atrMultiplier: "",
  atrPeriod: "14",
  atrFrame: "M15",
  partialAt: "",
  partialPercent: "50",
};

/** True when the ticket says something of what most tickets do without. */
export function hasExits(draft: TicketDraft): boolean {
  const { expires, breakevenAt, trailDistance, atrMultiplier, partialAt } = draft;
  return [expires, breakevenAt, trailDistance, atrMultiplier, partialAt].some((text) => text !== "");
}

/** The ticket for another symbol: prices go, distances and the size stay. */
export function forSymbol(draft: TicketDraft, symbol: string): TicketDraft {
  if (draft.symbol === symbol) return draft;
  return {
    ...draft,
    symbol,
    entry: "",
    stopLoss: withoutPrice(draft.stopLoss),
    takeProfit: withoutPrice(draft.takeProfit),
  };
}

function withoutPrice(level: LevelDraft): LevelDraft {
  return level.unit === "price" ? { ...level, value: "" } : level;
}

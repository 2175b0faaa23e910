import type { Amount } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { Instruction, PriceOrNone } from "./instruction.ts";
import { checkLevels, type Levels } from "./levels.ts";
import type { PlannedOrder } from "./plan.ts";
import type { PlanningProfile } from "./profile.ts";
import { symbolOfVenue } from "./symbols.ts";
import { refuseAmount, volumeOf } from "./volume.ts";

/** What people do to one position or pending order, by the ticket that the venue gave it. */
export type TicketAct =
  | { readonly do: "close_position"; readonly position: string; readonly amount: Amount }
  | { readonly do: "flip_position"; readonly position: string }
  | ({ readonly do: "modify_position"; readonly position: string } & NewStops)
  | ({
      readonly do: "modify_pending";
      readonly ticket: string;
      readonly price?: string | undefined;
    } & NewStops)
  | { readonly do: "cancel_pending"; readonly ticket: string };

/** What is absent stays. */
interface NewStops {
  readonly stopLoss?: PriceOrNone | undefined;
  readonly takeProfit?: PriceOrNone | undefined;
}

type Account = Pick<PlanningProfile, "settings">;

/** What an act needs to know of a position. */
interface Held {
  readonly position: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly lots: string;
  readonly external?: boolean | undefined;
}

/** The same of a pending order. */
interface Standing {
  readonly ticket: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  /** Of a stop-limit order: where it stands once its price is reached; null of the other kinds. */
  readonly stopLimit: string | null;
  readonly external?: boolean | undefined;
}

/** The account by its agent's latest report. */
export interface Holdings {
  readonly facts: PlanningProfile["facts"];
  readonly positions: readonly Held[];
  readonly pendings: readonly Standing[];
}

/**
 * The orders of an act, by the agent's latest report: what is not there is refused, and what Sallyport did not make
 * where the account's rules leave such things alone. Prices are checked against the owner's band and each other; all
 * that needs a quote is door two's, and so is what stays as it is: an act before this one may be changing it.
 */
export function planTicketAct(
  act: TicketAct,
  account: Account,
  holdings: Holdings,
): Result<PlannedOrder[], Refusal> {
  switch (act.do) {
    case "close_position":
    case "flip_position":
    case "modify_position":
      return planPositionAct(act, account, holdings);
    case "modify_pending":
    case "cancel_pending":
      return planPendingAct(act, account, holdings);
  }
}

type PositionAct = Extract<TicketAct, { position: string }>;
type PendingAct = Extract<TicketAct, { ticket: string }>;

function planPositionAct(act: PositionAct, account: Account, holdings: Holdings) {
  const held = holdings.positions.find(({ position }) => position === act.position);
  if (held === undefined) return err(unknownPosition);
  if (isLeftAlone(held, account)) return err(externalPosition);
  const { symbol } = held;
  const { position } = act;
  switch (act.do) {
    case "close_position":
      return planClose(act.amount, held, account, holdings);
    case "modify_position": {
      const { stopLoss, takeProfit } = act;
      const fault = checkPrices({ stopLoss, takeProfit }, held.side, symbol, account, holdings);
      if (fault !== undefined) return err(fault);
      return one({ kind: "modify_position", symbol, position, stopLoss, takeProfit });
    }
    case "flip_position":
      return planFlip(held, account, holdings);
  }
}

/** A symbol that the terminal knows no more does not keep a position from being closed. */
function planClose(
  amount: Amount,
  { position, symbol, lots }: Held,
  { settings }: Account,
  { facts }: Holdings,
): Result<PlannedOrder[], Refusal> {
  // As many lots as there are is all of it, whatever the step: it may have become coarser since.
  const isWhole = amount.unit === "lots" && new Decimal(amount.value).equals(lots);
  const known = isWhole ? undefined : symbolOfVenue(symbol, { settings, facts });
  const fault = refuseAmount(amount, undefined, settings, known?.facts);
  if (fault !== undefined) return err(fault);
  return one({ kind: "close_position", symbol, position, amount });
}

/** Closes it, then opens the same lots the other way: on a netting account that turns the one position around. */
function planFlip(
  { position, symbol, side, lots }: Held,
  { settings }: Account,
  { facts }: Holdings,
): Result<PlannedOrder[], Refusal> {
  const known = symbolOfVenue(symbol, { settings, facts });
  if (known === undefined) return err(unknownSymbol(symbol));
  const wanted = { size: { unit: "lots", value: lots } as const, hasStop: false, at: undefined };
  const volume = volumeOf(wanted, settings, known.facts);
  if (!volume.ok) return volume;
  const opposite = side === "long" ? "sell" : "buy";
  return ok([
    {
      ...{ leg: 0, entry: false },
      instruction: { kind: "close_position", symbol, position, amount: { unit: "all" } },
    },
    {
      ...{ leg: 1, entry: true },
      instruction: { kind: "open", symbol, side: opposite, type: "market", lots: volume.value.lots },
    },
  ]);
}

/** The stops of a stop-limit order are judged by its limit price, which moves along: that is left to door two. */
function planPendingAct(act: PendingAct, account: Account, holdings: Holdings) {
  const standing = holdings.pendings.find(({ ticket }) => ticket === act.ticket);
  if (standing === undefined) return err(unknownOrder);
  if (isLeftAlone(standing, account)) return err(externalOrder);
  const { symbol, ticket } = standing;
  if (act.do === "cancel_pending") return one({ kind: "cancel_pending", symbol, ticket });
  const { price, stopLoss, takeProfit } = act;
  const entry = price === undefined ? undefined : ({ unit: "price", value: price } as const);
  const side = standing.side === "buy" ? "long" : "short";
  const parts =
    standing.stopLimit === null ? [{ entry, stopLoss, takeProfit }] : [{ entry }, { stopLoss, takeProfit }];
  for (const levels of parts) {
    const fault = checkPrices(levels, side, symbol, account, holdings);
    if (fault !== undefined) return err(fault);
  }
  return one({ kind: "modify_pending", symbol, ticket, price, stopLoss, takeProfit });
}

/** A symbol that its terminal knows no more cannot be checked here; the agent refuses it by its own name. */
function checkPrices(
  levels: Levels,
  side: "long" | "short",
  symbol: string,
  { settings }: Account,
  { facts }: Holdings,
): Refusal | undefined {
  const known = symbolOfVenue(symbol, { settings, facts });
  return known === undefined ? unknownSymbol(symbol) : checkLevels(levels, side, known);
}

function isLeftAlone({ external }: Pick<Held | Standing, "external">, { settings }: Account): boolean {
  return external === true && settings.rules.external === "leave";
}

function one(instruction: Instruction): Result<PlannedOrder[], Refusal> {
  return ok([{ leg: 0, entry: false, instruction }]);
}

/** No such symbol at the venue. */
function unknownSymbol(symbol: string): Refusal {
  return refusal("unknown_symbol", `The account's terminal does not know ${symbol}.`);
}

const unknownPosition = refusal(
  "unknown_position",
  "The account has no such position, by its agent's latest report.",
);
const unknownOrder = refusal(
  "unknown_order",
  "The account has no such pending order, by its agent's latest report.",
);
const manage = { hint: 'settings.rules.external: "manage"' };
const externalPosition = refusal(
  "external_position",
  "Sallyport did not open this position, and the account's rules leave such ones alone.",
  manage,
);
const externalOrder = refusal(
  "external_order",
  "Sallyport did not place this order, and the account's rules leave such ones alone.",
  manage,
);

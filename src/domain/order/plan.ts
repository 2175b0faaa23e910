import { checkAvailable } from "../alert/availability.ts";
import type { CloseLeg, Leg, ModifyLeg, OpenLeg, Signal, TargetLeg } from "../alert/signal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { Instruction } from "./instruction.ts";
import { checkLevels } from "./levels.ts";
import type { PlanningProfile, PlanningRoute, PlanningSettings, VenueSymbol } from "./profile.ts";
import { resolveSymbol } from "./symbols.ts";
import { refuseAmount, type Volume, volumeOf } from "./volume.ts";

type TradingLeg = Exclude<Leg, { action: "control" }>;

/** One order to be: what leg `leg` of the signal (from 0) tells the venue to do on one account. */
export interface PlannedOrder {
  readonly leg: number;
  readonly instruction: Instruction;
  /** True when the deadline for entries counts, false for exits: closing late beats not closing. */
  readonly entry: boolean;
}

/**
 * Turns a signal into the orders of one route: symbols and sizes become the venue's, and everything that
 * can be refused without a live quote is refused here. All legs or none: a flip whose second leg cannot
 * be carried out does not run its first. `control` legs concern the strategy and give no order.
 *
 * Instructions have their keys in the order of `instructionSchema`, so that one that was stored and read
 * back is signed as the same bytes.
 */
export function planOrders({
  signal,
  route,
  profile,
}: {
  readonly signal: Signal;
  readonly route: PlanningRoute;
  readonly profile: PlanningProfile;
}): Result<PlannedOrder[], Refusal> {
  const available = checkAvailable(signal);
  if (!available.ok) return available;
  if (!route.enabled) return err(refusal("route_paused", "The route to this account is paused."));

  let symbol: VenueSymbol | undefined;
  if (signal.symbol !== undefined && signal.legs.some(needsSymbol)) {
    const found = resolveSymbol(signal.symbol, signal.symbolAt, route, profile);
    if (!found.ok) return found;
    symbol = found.value;
  }
  const orders: PlannedOrder[] = [];
  for (const [index, leg] of signal.legs.entries()) {
    if (leg.action === "control") continue;
    const instruction = instruct(leg, symbol, route, profile);
    if (!instruction.ok) return instruction;
    orders.push({ leg: index, instruction: instruction.value, entry: isEntry(leg) });
  }
  return ok(orders);
}

function needsSymbol(leg: Leg): boolean {
  if (leg.action === "control") return false;
  return !(leg.action === "close" || leg.action === "cancel") || leg.scope === "symbol";
}

function isEntry(leg: Leg): boolean {
  return leg.action === "open" || (leg.action === "target" && leg.side !== "flat");
}

function instruct(
  leg: TradingLeg,
  symbol: VenueSymbol | undefined,
  route: PlanningRoute,
  profile: PlanningProfile,
): Result<Instruction, Refusal> {
  if (symbol === undefined && needsSymbol(leg)) {
    return err(refusal("symbol_missing", `A ${leg.action} needs a symbol.`));
  }
  const covered = needsSymbol(leg) ? symbol : undefined;
  if (leg.action === "close") return instructClose(leg, covered, profile.settings);
  if (leg.action === "cancel") {
    return ok({ kind: "cancel", symbol: covered?.facts.symbol ?? null, side: leg.side, types: leg.types });
  }
  if (covered === undefined) throw new Error(`a ${leg.action} always needs a symbol`);
  if (leg.action === "open") return instructOpen(leg, covered, route, profile);
  if (leg.action === "target") return instructTarget(leg, covered, route, profile);
  return instructModify(leg, covered);
}

/** `symbol` undefined: every position of the account. */
function instructClose(
  leg: CloseLeg,
  symbol: VenueSymbol | undefined,
  settings: PlanningSettings,
): Result<Instruction, Refusal> {
  const { side, amount, at } = leg;
  const fault = refuseAmount(amount, at?.amount, settings, symbol?.facts);
  if (fault !== undefined) return err(fault);
  return ok({ kind: "close", symbol: symbol?.facts.symbol ?? null, side, amount });
}

function instructModify(leg: ModifyLeg, symbol: VenueSymbol): Result<Instruction, Refusal> {
  const { action, target, side, types, stopLoss, takeProfit } = leg;
  const fault = checkLevels(leg, side === "both" ? null : side, symbol);
  if (fault !== undefined) return err(fault);
  return ok({ kind: action, symbol: symbol.facts.symbol, target, side, types, stopLoss, takeProfit });
}

function instructOpen(
  leg: OpenLeg,
  symbol: VenueSymbol,
  route: PlanningRoute,
  profile: PlanningProfile,
): Result<Instruction, Refusal> {
  const { action, side, type, entry, stopLoss, takeProfit, expiresAtMs, exits, filters, comment, at } = leg;
  if (type !== "market" && entry === undefined) {
    return err(refusal("entry_missing", `A ${type} order needs an entry price or distance.`));
  }
  const fault = checkLevels(leg, side === "buy" ? "long" : "short", symbol);
  if (fault !== undefined) return err(fault);
  const wanted = { size: leg.size ?? route.size, hasStop: stopLoss !== undefined, at: at?.size };
  const volume = volumeOf(wanted, profile.settings, symbol.facts);
  if (!volume.ok) return volume;
  const { lots, size, limits } = volume.value;
  return ok({
    kind: action,
    symbol: symbol.facts.symbol,
    side,
    type,
    lots,
    size,
    limits,
    entry,
    stopLoss,
    takeProfit,
    expiresAtMs,
    exits,
    filters,
    comment,
  });
}

function instructTarget(
  leg: TargetLeg,
  symbol: VenueSymbol,
  route: PlanningRoute,
  profile: PlanningProfile,
): Result<Instruction, Refusal> {
  const { action, side, exact, order, stopLoss, takeProfit, exits, filters, comment, at } = leg;
  let volume: Partial<Volume> = {};
  if (side !== "flat") {
    const fault = checkLevels(leg, side, symbol);
    if (fault !== undefined) return err(fault);
    const wanted = { size: leg.size ?? route.size, hasStop: stopLoss !== undefined, at: at?.size };
    const checked = volumeOf(wanted, profile.settings, symbol.facts);
    if (!checked.ok) return checked;
    volume = checked.value;
  }
  return ok({
    kind: action,
    symbol: symbol.facts.symbol,
    side,
    exact,
    order,
    lots: volume.lots,
    size: volume.size,
    limits: volume.limits,
    stopLoss,
    takeProfit,
    exits,
    filters,
    comment,
  });
}

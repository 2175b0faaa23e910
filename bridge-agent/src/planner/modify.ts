import type { z } from "zod";
import type { LevelOrNone } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { isFrozen, type LevelName } from "../../../src/domain/order/distances.ts";
import type {
  modifyInstructionSchema,
  modifyPendingInstructionSchema,
  modifyPositionInstructionSchema,
} from "../../../src/domain/order/instruction.ts";
import { toTick } from "../../../src/domain/order/normalise.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { StepRequest } from "../journal/records.ts";
import { frozenOrder, isFrozenOrder } from "./cancel.ts";
import { frozenPosition } from "./close.ts";
import type { Draft } from "./draft.ts";
import { entryAt } from "./entry.ts";
import { managedPendings, managedPositions, pendingByTicket, positionByTicket } from "./holdings.ts";
import {
  type Bounds,
  entryBounds,
  type Instrument,
  instrumentOf,
  keptLevel,
  levelOf,
  marketBounds,
  type Stops,
  text,
} from "./levels.ts";
import type { PendingOrder } from "./market.ts";
import { plainRequest } from "./request-defaults.ts";

type Modify = z.infer<typeof modifyInstructionSchema>;

/** One step for each position or pending order that gets new stops; what is not named stays as it is. */
export function planModify(modify: Modify, draft: Draft): Result<readonly StepRequest[], Refusal> {
  const instrument = instrumentOf(modify.symbol, draft.market);
  if (!instrument.ok) return instrument;
  return changeSteps(subjectsOf(modify, draft, instrument.value), modify, instrument.value, draft);
}

/** The same for one position, which may be gone by now. */
export function planModifyPosition(
  modify: z.infer<typeof modifyPositionInstructionSchema>,
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const instrument = instrumentOf(modify.symbol, draft.market);
  if (!instrument.ok) return instrument;
  const found = positionByTicket(draft, modify.symbol, modify.position);
  const subjects = found.map((position) => positionSubject(position, instrument.value));
  return changeSteps(subjects, modify, instrument.value, draft);
}

/** The same for one pending order; another price is judged as that of a new order is. */
export function planModifyPending(
  modify: z.infer<typeof modifyPendingInstructionSchema>,
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const found = instrumentOf(modify.symbol, draft.market);
  if (!found.ok) return found;
  const instrument = found.value;
  const subjects: Subject[] = [];
  for (const pending of pendingByTicket(draft, modify.symbol, modify.ticket)) {
    const moved = modify.price === undefined ? ok(pending) : movedTo(modify.price, pending, instrument);
    if (!moved.ok) return moved;
    // Whether the broker still changes it depends on where it stands, not on where it is to go.
    subjects.push({
      ...pendingSubject(moved.value, instrument, draft),
      frozen: frozenPending(pending, draft),
    });
  }
  return changeSteps(subjects, modify, instrument, draft);
}

/** The order at another price, on its tick; the limit price of a stop-limit order keeps its distance. */
function movedTo(
  wanted: string,
  pending: PendingOrder,
  instrument: Instrument,
): Result<PendingOrder, Refusal> {
  const price = toTick(new Decimal(wanted), instrument.facts);
  const kind = pending.kind === "limit" ? "limit" : "stop";
  const entry = entryAt(price, pending.side, kind, instrument);
  if (!entry.ok) return entry;
  const by = price.minus(pending.price);
  const stopLimit = pending.stopLimit === null ? null : text(by.plus(pending.stopLimit), instrument);
  return ok({ ...pending, price: text(price, instrument), stopLimit });
}

/** What is asked of stop and target; what is absent stays. */
interface Wanted {
  readonly stopLoss?: LevelOrNone | undefined;
  readonly takeProfit?: LevelOrNone | undefined;
}

function changeSteps(
  subjects: readonly Subject[],
  wanted: Wanted,
  instrument: Instrument,
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const frozen = subjects.filter((subject) => subject.frozen !== undefined);
  const why = frozen[0]?.frozen;
  if (why !== undefined && frozen.length === subjects.length) return err(why);
  if (why !== undefined) draft.notes.push({ code: "frozen", message: why.message });
  const steps: StepRequest[] = [];
  for (const subject of subjects) {
    const stops = newStops(wanted, subject, instrument, draft);
    if (!stops.ok) return stops;
    steps.push({ ...subject.request, sl: stops.value.sl, tp: stops.value.tp });
  }
  return ok(steps);
}

/** A position or pending order whose stops are to change. */
interface Subject {
  readonly side: "buy" | "sell";
  readonly bounds: Bounds;
  readonly stopLoss: string | null;
  readonly takeProfit: string | null;
  /** Why the broker changes it no more; undefined when it does. */
  readonly frozen: Refusal | undefined;
  readonly request: Omit<StepRequest, "sl" | "tp">;
}

function subjectsOf(modify: Modify, draft: Draft, instrument: Instrument): Subject[] {
  if (modify.target === "orders") {
    return managedPendings(draft, modify).map((pending) => pendingSubject(pending, instrument, draft));
  }
  return managedPositions(draft, modify.symbol, modify.side).map((position) =>
    positionSubject(position, instrument),
  );
}

function pendingSubject(pending: PendingOrder, instrument: Instrument, draft: Draft): Subject {
  const { side, stopLoss, takeProfit } = pending;
  return {
    ...{ side, stopLoss, takeProfit },
    bounds: entryBounds(new Decimal(pending.stopLimit ?? pending.price)),
    frozen: frozenPending(pending, draft),
    request: modifyRequest(pending, instrument),
  };
}

function frozenPending(pending: PendingOrder, { market }: Draft): Refusal | undefined {
  return isFrozenOrder(pending, market) ? frozenOrder(pending) : undefined;
}

function positionSubject(position: Position, { facts, quote }: Instrument): Subject {
  const { stopLoss, takeProfit, symbol, lots } = position;
  const side = position.side === "long" ? "buy" : "sell";
  const bounds = marketBounds(side, quote);
  const isFixed = isFrozen([stopLoss, takeProfit], bounds.bound.toFixed(), facts);
  return {
    ...{ side, bounds, stopLoss, takeProfit },
    frozen: isFixed ? frozenPosition(position) : undefined,
    request: {
      ...plainRequest,
      ...{ action: "sltp", symbol, side, kind: "market", lots, price: "0" },
      ...{ position: position.position, ticket: "0" },
    },
  };
}

/** MetaTrader changes price, stops and expiry of an order together: what stays must be said again. */
function modifyRequest(pending: PendingOrder, { facts }: Instrument): Omit<StepRequest, "sl" | "tp"> {
  const { symbol, side, kind, lots, price, ticket, expiresAtMs } = pending;
  const ends = expiresAtMs === null ? (["gtc", "day"] as const) : (["specified", "specified_day"] as const);
  return {
    ...plainRequest,
    ...{ action: "modify", symbol, side, kind, lots, price, position: "0", ticket, filling: "return" },
    stoplimit: pending.stopLimit ?? "0",
    time: ends.find((time) => facts.expiries.includes(time)) ?? ends[0],
    expires: expiresAtMs ?? 0,
  };
}

function newStops(
  wanted: Wanted,
  subject: Subject,
  instrument: Instrument,
  draft: Draft,
): Result<Stops, Refusal> {
  const { side, bounds } = subject;
  const given = (
    name: LevelName,
    level: LevelOrNone | undefined,
    old: string | null,
  ): Result<string, Refusal> => {
    if (level === undefined) return keptLevel(name, old, side, instrument, bounds);
    if (level.unit === "none") return ok("0");
    const price = levelOf(name, level, side, instrument, bounds, draft);
    return price.ok ? ok(text(price.value, instrument)) : price;
  };
  const sl = given("stop loss", wanted.stopLoss, subject.stopLoss);
  if (!sl.ok) return sl;
  const tp = given("take profit", wanted.takeProfit, subject.takeProfit);
  return tp.ok ? ok({ sl: sl.value, tp: tp.value }) : tp;
}

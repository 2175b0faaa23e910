import type { z } from "zod";
import type { LevelOrNone } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { isFrozen, type LevelName } from "../../../src/domain/order/distances.ts";
import type { modifyInstructionSchema } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import { frozenOrder, isFrozenOrder } from "./cancel.ts";
import { frozenPosition } from "./close.ts";
import type { Draft } from "./draft.ts";
import { managedPendings, managedPositions } from "./holdings.ts";
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
  const subjects = subjectsOf(modify, draft, instrument.value);
  const frozen = subjects.filter((subject) => subject.frozen !== undefined);
  const why = frozen[0]?.frozen;
  if (why !== undefined && frozen.length === subjects.length) return err(why);
  if (why !== undefined) draft.notes.push({ code: "frozen", message: why.message });
  const steps: StepRequest[] = [];
  for (const subject of subjects) {
    const stops = newStops(modify, subject, instrument.value, draft);
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
  const { facts, quote } = instrument;
  if (modify.target === "orders") {
    return managedPendings(draft, modify).map((pending) => ({
      side: pending.side,
      bounds: entryBounds(new Decimal(pending.stopLimit ?? pending.price)),
      stopLoss: pending.stopLoss,
      takeProfit: pending.takeProfit,
      frozen: isFrozenOrder(pending, draft.market) ? frozenOrder(pending) : undefined,
      request: modifyRequest(pending, instrument),
    }));
  }
  return managedPositions(draft, modify.symbol, modify.side).map((position) => {
    const { stopLoss, takeProfit } = position;
    const side = position.side === "long" ? "buy" : "sell";
    const bounds = marketBounds(side, quote);
    return {
      ...{ side, bounds, stopLoss, takeProfit },
      frozen: isFrozen([stopLoss, takeProfit], bounds.bound.toFixed(), facts)
        ? frozenPosition(position)
        : undefined,
      request: {
        ...plainRequest,
        action: "sltp",
        symbol: position.symbol,
        side,
        kind: "market",
        lots: position.lots,
        price: "0",
        position: position.position,
        ticket: "0",
      },
    };
  });
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
  modify: Modify,
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
  const sl = given("stop loss", modify.stopLoss, subject.stopLoss);
  if (!sl.ok) return sl;
  const tp = given("take profit", modify.takeProfit, subject.takeProfit);
  return tp.ok ? ok({ sl: sl.value, tp: tp.value }) : tp;
}

import type { z } from "zod";
import type { LevelOrNone } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { modifyInstructionSchema } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import { ownPendings } from "./cancel.ts";
import { ownPositions } from "./close.ts";
import {
  type Bounds,
  entryBounds,
  type Instrument,
  instrumentOf,
  marketBounds,
  type Stops,
  stopLossOf,
  takeProfitOf,
} from "./levels.ts";
import type { Market } from "./market.ts";

type Modify = z.infer<typeof modifyInstructionSchema>;

/** One step for each position or pending order that gets new stops; what is not named stays as it is. */
export function planModify(modify: Modify, market: Market): Result<readonly StepRequest[], Refusal> {
  const instrument = instrumentOf(modify.symbol, market);
  if (!instrument.ok) return instrument;
  const steps: StepRequest[] = [];
  for (const subject of subjectsOf(modify, market, instrument.value)) {
    const stops = newStops(modify, subject, instrument.value);
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
  readonly request: Omit<StepRequest, "sl" | "tp">;
}

function subjectsOf(modify: Modify, market: Market, instrument: Instrument): Subject[] {
  if (modify.target === "positions") {
    return ownPositions(market, modify.symbol, modify.side).map((position) => {
      const side = position.side === "long" ? "buy" : "sell";
      return {
        side,
        bounds: marketBounds(side, instrument.quote),
        stopLoss: position.stopLoss,
        takeProfit: position.takeProfit,
        request: {
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
  return ownPendings(market, modify).map((pending) => ({
    side: pending.side,
    bounds: entryBounds(new Decimal(pending.price)),
    stopLoss: pending.stopLoss,
    takeProfit: pending.takeProfit,
    request: {
      action: "modify",
      symbol: pending.symbol,
      side: pending.side,
      kind: pending.kind,
      lots: pending.lots,
      price: pending.price,
      position: "0",
      ticket: pending.ticket,
    },
  }));
}

function newStops(modify: Modify, subject: Subject, instrument: Instrument): Result<Stops, Refusal> {
  const { side, bounds } = subject;
  const given = (level: LevelOrNone | undefined, old: string | null, of: typeof stopLossOf) => {
    if (level === undefined) return ok(old ?? "0");
    return level.unit === "none" ? ok("0") : of(level, side, instrument, bounds);
  };
  const sl = given(modify.stopLoss, subject.stopLoss, stopLossOf);
  if (!sl.ok) return sl;
  const tp = given(modify.takeProfit, subject.takeProfit, takeProfitOf);
  return tp.ok ? ok({ sl: sl.value, tp: tp.value }) : tp;
}

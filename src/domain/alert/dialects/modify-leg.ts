import type { LegPlaces, LevelOrNone, ModifyLeg } from "../signal.ts";
import { checkProtection, setProtection } from "./protection.ts";
import { type Placed, type Reading, refuse } from "./reading.ts";

/** Builds the leg that changes stop loss and take profit; `actionAt` is where the message asks for it. */
export function readModifyLeg(
  reading: Reading,
  what: Pick<ModifyLeg, "target" | "side"> & {
    readonly types: readonly ("limit" | "stop")[];
    readonly actionAt: number;
  },
  stopLoss: Placed<LevelOrNone> | undefined,
  takeProfit: Placed<LevelOrNone> | undefined,
): ModifyLeg {
  const { target, side, types, actionAt } = what;
  if (stopLoss === undefined && takeProfit === undefined) {
    refuse(
      reading,
      "missing_level",
      "There is neither a stop loss nor a take profit.",
      actionAt,
      "add sl_price or tp_price",
    );
  }
  // For both sides at once, a level that is wrong for one may be right for the other.
  if (side !== "both") checkProtection(reading, side, stopLoss, takeProfit, undefined);
  const at: LegPlaces = {};
  const leg: ModifyLeg = { action: "modify", target, side, types: [...types], at };
  setProtection(leg, at, stopLoss, takeProfit);
  return leg;
}

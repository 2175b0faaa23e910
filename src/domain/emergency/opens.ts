import type { Instruction } from "../order/instruction.ts";

/**
 * True when an order opens something or could: such orders are refused while trading is stopped. A target that
 * TradingView's strategy reports after an order against the wanted side (sell, but still long) only takes off.
 */
export function opens(instruction: Instruction): boolean {
  if (instruction.kind === "open") return true;
  if (instruction.kind !== "target" || instruction.side === "flat") return false;
  const { side, exact, order } = instruction;
  const takesOff = !exact && order !== undefined && (order === "buy") !== (side === "long");
  return !takesOff;
}

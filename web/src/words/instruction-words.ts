import type { Instruction, PriceOrNone } from "../../../src/domain/order/instruction.ts";
import { legWords, sizeWords } from "./leg-words.ts";

/** What an order was told to do, by the venue's own names. */
export function instructionWords(instruction: Instruction): string {
  const symbol = instruction.symbol ?? "every symbol";
  switch (instruction.kind) {
    case "open":
    case "target": {
      const { kind, lots, size, limits: _, ...leg } = instruction;
      const sized = { ...leg, size: lots === undefined ? size : ({ unit: "lots", value: lots } as const) };
      if (kind === "open" && "type" in sized) return legWords({ ...sized, action: "open" }, symbol);
      return "exact" in sized ? legWords({ ...sized, action: "target" }, symbol) : sizeWords(sized.size);
    }
    case "close":
      return legWords({ ...instruction, action: "close", scope: scopeOf(instruction.symbol) }, symbol);
    case "close_position": {
      const { amount, position } = instruction;
      const how =
        amount.unit === "all" ? "all" : `${amount.value}${amount.unit === "percent" ? " %" : " lots"}`;
      return `close ${how} of position ${position} in ${symbol}`;
    }
    case "modify_position":
      return `change position ${instruction.position} in ${symbol}: ${changeWords(instruction)}`;
    case "modify_pending":
      return `change pending order ${instruction.ticket} in ${symbol}: ${changeWords(instruction)}`;
    case "cancel_pending":
      return `withdraw pending order ${instruction.ticket} in ${symbol}`;
    case "cancel":
      return legWords({ ...instruction, action: "cancel", scope: scopeOf(instruction.symbol) }, symbol);
    case "modify":
      return legWords({ ...instruction, action: "modify" }, symbol);
  }
}

/** "price 1.0750, stop loss 1.0700, no take profit". */
function changeWords(change: {
  readonly price?: string | undefined;
  readonly stopLoss?: PriceOrNone | undefined;
  readonly takeProfit?: PriceOrNone | undefined;
}): string {
  const level = (name: string, wanted: PriceOrNone | undefined) =>
    wanted === undefined ? [] : [wanted.unit === "none" ? `no ${name}` : `${name} ${wanted.value}`];
  const price = change.price === undefined ? [] : [`price ${change.price}`];
  return [...price, ...level("stop loss", change.stopLoss), ...level("take profit", change.takeProfit)].join(
    ", ",
  );
}

function scopeOf(symbol: string | null): "symbol" | "account" {
  return symbol === null ? "account" : "symbol";
}

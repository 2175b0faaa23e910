import { chartColors } from "../../../ui/chart-theme.ts";
import type { Asked } from "./asked.ts";
import type { ChartLine } from "./chart-lines.ts";
import type { DrawnLine } from "./plot.ts";
import type { Held } from "./use-moving.ts";

const colors: Readonly<Record<ChartLine["part"], string>> = {
  open: chartColors.buy,
  price: chartColors.waits,
  limit: chartColors.waits,
  stopLoss: chartColors.down,
  takeProfit: chartColors.up,
};

/** The lines as they are drawn: each where the ledger has it, and the held one also where it is held. */
export function drawnLines(
  lines: readonly ChartLine[],
  { held, asked }: { readonly held: Held | null; readonly asked: readonly Asked[] },
): readonly DrawnLine[] {
  return lines.flatMap((line): DrawnLine[] => {
    const color = line.part === "open" && line.side === "sell" ? chartColors.sell : colors[line.part];
    const wanted = held?.lineId === line.id ? held.price : null;
    const waits = asked.find(({ lineId }) => lineId === line.id);
    const drawn = (id: string, price: string, look: DrawnLine["look"], seen: boolean): DrawnLine => ({
      ...{ id, price, color, look, seen },
    });
    return [
      ...(line.price === null
        ? []
        : [drawn(line.id, line.price, line.part === "open" ? "solid" : "dashed", true)]),
      ...(waits === undefined ? [] : [drawn(`${line.id}:asked`, waits.move.price, "dotted", true)]),
      ...(wanted === null ? [] : [drawn(`${line.id}:held`, wanted, "solid", false)]),
    ];
  });
}

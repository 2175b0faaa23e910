import type { Floor, Happening } from "../floor.ts";
import { isStopOut, mostUnprofitable } from "../money/stop-out.ts";
import type { Sums } from "../money-desk.ts";
import { closeByServer } from "./triggers.ts";

/**
 * The next close of a stop-out: while the margin level is at or below its threshold, the position with the
 * largest loss is closed. Undefined when the level holds, or when nothing can be closed now.
 */
export function nextStopOut(sums: Sums, floor: Floor, nowMs: number): Happening | undefined {
  const figures = sums.figures();
  const { marginCall, stopOut } = floor.settings;
  if (!isStopOut(figures, { mode: "percent", call: marginCall, stopOut })) return undefined;
  const closable = floor.book
    .positions()
    .filter((position) => !floor.book.isBeingClosed(position))
    .flatMap((position) => {
      const spec = floor.spec(position.symbol);
      const market = floor.market(position.symbol);
      if (spec === undefined || market === undefined || !floor.isOpen(spec, nowMs)) return [];
      return [{ position, spec, market, profit: sums.floatingOf(position) }];
    });
  const worst = mostUnprofitable(closable);
  if (worst === undefined) return undefined;
  const { position, spec, market } = worst;
  const said = { reason: "so", price: "0", comment: `so: ${figures.level.toFixed(2)}%` } as const;
  return closeByServer(position, said, spec, market, floor, nowMs);
}

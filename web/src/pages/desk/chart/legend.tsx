import type { MarketBar } from "../../../../../src/protocol/market-link.ts";
import { priceText } from "../market-math.ts";
import { distance, distanceText, type Steps } from "./steps.ts";

interface LegendProps {
  readonly bar: MarketBar;
  readonly steps: Steps;
}

/** The figures of one bar, over the candles. */
export function Legend({ bar, steps }: LegendProps) {
  const gain = distance(bar.open, bar.close, steps);
  const figures = [
    ["O", bar.open],
    ["H", bar.high],
    ["L", bar.low],
    ["C", bar.close],
  ] as const;
  return (
    <div className="chart-legend" data-down={gain.isNegative() || undefined}>
      {figures.map(([name, price]) => (
        <span key={name} data-figure={name}>
          {name} <b>{priceText(price, steps)}</b>
        </span>
      ))}
      <b>
        {distanceText(gain, steps)} {steps.unitName}
      </b>
    </div>
  );
}

import { Group, SegmentedControl, Text } from "@mantine/core";
import { type BarFrame, barFrames } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar } from "../../../../../src/protocol/market-link.ts";
import type { Pointed } from "./plot.ts";
import { distance, distanceText, priceText, type Steps } from "./steps.ts";
import type { Market } from "./use-market.ts";

interface ChartBarProps {
  readonly symbol: string;
  readonly frame: BarFrame;
  readonly steps: Steps;
  readonly market: Market;
  readonly pointed: Pointed | null;
  readonly onFrame: (frame: BarFrame) => void;
}

/** Above the chart: the frames to choose from, and the bar that is pointed at, otherwise the newest. */
export function ChartBar({ symbol, frame, steps, market, pointed, onFrame }: ChartBarProps) {
  const { bars, tick } = market;
  const bar = bars.find(({ atMs }) => atMs === pointed?.barMs) ?? bars.at(-1);
  return (
    <Group justify="space-between" gap="xs" className="chart-bar">
      <SegmentedControl
        size="xs"
        aria-label="Frame of the bars"
        data={[...barFrames]}
        value={frame}
        onChange={(value) => {
          const chosen = barFrames.find((one) => one === value);
          if (chosen !== undefined) onFrame(chosen);
        }}
      />
      <Group gap="sm" className="chart-legend">
        <Text span fw={600} size="sm">
          {symbol}
        </Text>
        {bar !== undefined && <Ohlc {...{ bar, steps }} />}
        {tick !== null && (
          <Text span size="xs" c="dimmed">
            Spread {distance(tick.bid, tick.ask, steps).toFixed(steps.unitName === "pips" ? 1 : 0)}
          </Text>
        )}
      </Group>
    </Group>
  );
}

function Ohlc({ bar, steps }: { readonly bar: MarketBar; readonly steps: Steps }) {
  const gain = distance(bar.open, bar.close, steps);
  return (
    <span className="chart-ohlc" data-down={gain.isNegative() || undefined}>
      {(
        [
          ["O", bar.open],
          ["H", bar.high],
          ["L", bar.low],
          ["C", bar.close],
        ] as const
      ).map(([name, price]) => (
        <span key={name}>
          {name} <b>{priceText(price, steps)}</b>
        </span>
      ))}
      <b>{distanceText(gain, steps)}</b>
    </span>
  );
}

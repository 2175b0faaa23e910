import { VisuallyHidden } from "@mantine/core";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import { priceText } from "../market-math.ts";
import type { Execution } from "../use-history.ts";
import { type ChartLine, runningGain } from "./chart-lines.ts";
import { executionWords } from "./executions.ts";
import { lineName, whereWords } from "./line-words.ts";
import { distanceText, type Steps } from "./steps.ts";
import type { Market } from "./use-market.ts";

interface InWordsProps {
  readonly symbol: string;
  readonly frame: BarFrame;
  readonly steps: Steps;
  readonly market: Market;
  readonly lines: readonly ChartLine[];
  readonly executions: readonly Execution[];
}

/** As many of the newest executions as are read out. */
const MOST_READ = 20;

/** What the chart shows, for those who do not see it. */
export function InWords({ symbol, frame, steps, market, lines, executions }: InWordsProps) {
  const { bars, tick } = market;
  const bar = bars.at(-1);
  const price = (text: string): string => priceText(text, steps);
  return (
    <VisuallyHidden component="section" aria-label={`The chart of ${symbol} in words`}>
      <ul>
        {tick !== null && (
          <li>
            {symbol}: bid {price(tick.bid)}, ask {price(tick.ask)}
          </li>
        )}
        {bar !== undefined && (
          <li>
            Newest bar of {frame}: open {price(bar.open)}, high {price(bar.high)}, low {price(bar.low)}, close{" "}
            {price(bar.close)}
          </li>
        )}
        {lines.map((line) => {
          const gain = tick === null ? null : runningGain(line, tick, steps);
          return (
            <li key={line.id}>
              {lineName(line)}: {line.price === null ? "not set" : whereWords(line, line.price, tick, steps)}
              {gain !== null && `, running ${distanceText(gain, steps)} ${steps.unitName}`}
            </li>
          );
        })}
        {executions.slice(-MOST_READ).map((execution) => (
          <li key={execution.deal}>{executionWords(execution)}</li>
        ))}
      </ul>
    </VisuallyHidden>
  );
}

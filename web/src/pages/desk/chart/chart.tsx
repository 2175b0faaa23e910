import { Group, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import { ChartNotice } from "../../../ui/chart-notice.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { Waiting } from "../../../ui/waiting.tsx";
import type { Execution } from "../use-history.ts";
import { barAt } from "./bars.ts";
import { ChartBar } from "./chart-bar.tsx";
import { linesOf, type Move } from "./chart-lines.ts";
import { drawnLines } from "./drawn-lines.ts";
import { ExecutionCard } from "./execution-card.tsx";
import { ExecutionSteps } from "./execution-steps.tsx";
import { executionsWithin, marksOf } from "./executions.ts";
import { TOLD_BARS } from "./follow-market.ts";
import { Handles } from "./handles.tsx";
import { InWords } from "./in-words.tsx";
import { Legend } from "./legend.tsx";
import type { Pointed } from "./plot.ts";
import { readerZone } from "./reader-clock.ts";
import { snapped, stepsOf } from "./steps.ts";
import { useGrabbing } from "./use-grabbing.ts";
import { type Market, useMarket } from "./use-market.ts";
import { useMoving } from "./use-moving.ts";
import { usePlot } from "./use-plot.ts";
import "./chart.css";

export interface ChartProps {
  readonly accountId: string;
  readonly symbol: string;
  readonly digits: number;
  /** Of the symbol; without it prices go in points. */
  readonly tickSize?: string | null;
  /** Of the symbol; without it distances are in points. */
  readonly pip?: string | null;
  readonly frame: BarFrame;
  readonly onFrame: (frame: BarFrame) => void;
  /** What is open, stands and was executed in this symbol. */
  readonly positions: readonly Position[];
  readonly pendings: readonly PendingOrderFacts[];
  readonly deals: readonly Execution[];
  readonly mayTrade: boolean;
  /** A line was dropped. A promise tells by its end that nobody waits for the ledger any more. */
  readonly onMove: (move: Move) => unknown;
  /** Somebody picked a price on the chart; without it nothing can be picked. */
  readonly onPrice?: (price: string) => void;
}

/** The chart of a symbol, with what is open and stands there as lines that can be moved. */
export function Chart(props: ChartProps) {
  const { accountId, symbol, frame, positions, pendings, deals, mayTrade, onMove, onPrice } = props;
  const { digits, tickSize, pip } = props;
  const steps = useMemo(() => stepsOf(digits, tickSize, pip), [digits, tickSize, pip]);
  const lines = useMemo(() => linesOf(positions, pendings), [positions, pendings]);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);

  const { plot, plotNow, onPaint } = usePlot(place, {
    onPoint: setPointed,
    onPick: ({ markId, price }) => {
      if (markId !== null) setChosen(markId);
      else if (price !== null) onPrice?.(snapped(price, steps));
    },
  });
  useEffect(() => plot?.prices(steps), [plot, steps]);
  const draw = useCallback(
    (market: Market | null) => {
      if (market === null) return plotNow.current?.begin(frame);
      plotNow.current?.bars(market.bars);
      plotNow.current?.quote(market.tick);
    },
    [plotNow, frame],
  );
  const { shown, failure, again } = useMarket({ accountId, symbol, frame }, draw);
  const moving = useMoving({ lines, steps, tick: shown.tick, mayTrade, onMove });
  const { held, asked, acts } = moving;
  useGrabbing({ place, plot, lines, mayTrade, acts });
  useEffect(() => plot?.lines(drawnLines(lines, { held, asked })), [plot, lines, held, asked]);

  const { bars, tick } = shown;
  const executions = useMemo(() => executionsWithin(deals, bars), [deals, bars]);
  const marks = useMemo(() => marksOf(executions, bars), [executions, bars]);
  useEffect(() => plot?.marks(marks), [plot, marks]);
  const isSeen = (id: string | null | undefined) => executions.find(({ deal }) => deal === id);
  const card = isSeen(pointed?.markId) ?? isSeen(chosen);
  const bar = bars.find(({ atMs }) => atMs === pointed?.barMs) ?? bars.at(-1);
  const choose = (execution: Execution): void => {
    setChosen(execution.deal);
    const within = barAt(bars, execution.atMs);
    if (within !== undefined) plot?.showTime(within.atMs);
  };

  return (
    <Stack gap={6} className="chart">
      <ChartBar frame={frame} onFrame={props.onFrame}>
        <ExecutionSteps {...{ executions, chosen }} onChoose={choose} />
      </ChartBar>
      <div className="chart-area">
        <div ref={place} className="chart-place" role="img" aria-label={`Candles of ${symbol}, ${frame}`} />
        {bar !== undefined && <Legend {...{ bar, steps }} />}
        <Handles {...{ place, plot, onPaint, lines, steps, tick, mayTrade, moving }} />
        {card !== undefined && (
          <ExecutionCard
            execution={card}
            onClose={card.deal === chosen ? () => setChosen(null) : undefined}
          />
        )}
        {bars.length === 0 && (
          <div className="chart-over">
            {failure === null ? <Waiting what="bars" /> : <Failure error={failure} retry={again} />}
          </div>
        )}
      </div>
      {bars.length > 0 && failure !== null && (
        <Text size="xs" role="status">
          {failure.message} These bars are made of the ticks that the gateway has.
        </Text>
      )}
      <InWords {...{ symbol, frame, steps, lines, executions }} market={shown} />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          Newest {TOLD_BARS} bars, {readerZone()} time
        </Text>
        <ChartNotice />
      </Group>
    </Stack>
  );
}

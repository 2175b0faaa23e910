import { Stack } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import { ChartNotice } from "../../../ui/chart-notice.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { Waiting } from "../../../ui/waiting.tsx";
import { ChartBar } from "./chart-bar.tsx";
import { linesOf, type Move } from "./chart-lines.ts";
import { drawnLines } from "./drawn-lines.ts";
import { ExecutionBar } from "./execution-bar.tsx";
import { type Execution, executionsWithin, marksOf } from "./executions.ts";
import { TOLD_BARS } from "./follow-market.ts";
import { Handles } from "./handles.tsx";
import { InWords } from "./in-words.tsx";
import type { Plot, Pointed } from "./plot.ts";
import { readerZone } from "./reader-clock.ts";
import { snapped, stepsOf } from "./steps.ts";
import { useGrabbing } from "./use-grabbing.ts";
import { type Market, useMarket } from "./use-market.ts";
import { useMoving } from "./use-moving.ts";
import { usePlot } from "./use-plot.ts";
import "./chart.css";

interface ChartProps {
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

  const pick = useRef<(where: Pointed) => void>(null);
  pick.current = ({ markId, price }) => {
    if (markId !== null) setChosen(markId);
    else if (price !== null && onPrice !== undefined) onPrice(snapped(price, steps));
  };
  const { plot, onPaint } = usePlot(place, {
    onPoint: setPointed,
    onPick: useCallback((where: Pointed) => pick.current?.(where), []),
  });
  const draw = useCallback(
    ({ bars, tick }: Market) => {
      plot?.bars(bars);
      plot?.quote(tick);
    },
    [plot],
  );
  // Before the bars of the new symbol are followed: effects run in this order.
  useEffect(() => plot?.begin(frame, steps), [plot, frame, steps, accountId, symbol]);
  const { shown, failure, again } = useMarket({ accountId, symbol, frame }, draw);
  const moving = useMoving({ lines, steps, tick: shown.tick, mayTrade, onMove });
  useGrabbing({ place, plot, lines, mayTrade, moving });
  useEffect(() => plot?.lines(drawnLines(lines, moving)), [plot, lines, moving.held, moving.asked]);

  const first = shown.bars[0]?.atMs;
  const last = shown.bars.at(-1)?.atMs;
  const executions = useMemo(() => executionsWithin(deals, shown.bars), [deals, first, last]);
  useEffect(() => plot?.marks(marksOf(executions, shown.bars)), [plot, executions, last]);
  const isAtStart = pointed !== null && plot?.isAtStart() === true;

  return (
    <Stack gap={4} className="chart">
      <ChartBar {...{ symbol, frame, steps, pointed }} market={shown} onFrame={props.onFrame} />
      <div className="chart-area">
        <div ref={place} className="chart-place" role="img" aria-label={`Candles of ${symbol}, ${frame}`} />
        <Handles {...{ plot, onPaint, lines, steps, mayTrade, moving }} tick={shown.tick} />
        {shown.bars.length === 0 && (
          <div className="chart-over">
            {failure === null ? <Waiting what="bars" /> : <Failure error={failure} onRetry={again} />}
          </div>
        )}
      </div>
    </Stack>
  );
}

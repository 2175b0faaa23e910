import { lazy, Suspense, useMemo, useState } from "react";
import type { BarFrame } from "../../../../src/domain/alert/exits.ts";
import { Boundary } from "../../ui/boundary.tsx";
import type { Move } from "./chart/chart-lines.ts";
import { useDesk } from "./desk-context.ts";
import { MoveQuestion } from "./move-question.tsx";
import { Panel } from "./panel.tsx";
import { wishes } from "./ticket/ticket-wishes.ts";
import { useExecutions } from "./use-history.ts";

/** Its own file for the browser: the desk is there before the chart is. */
const Chart = lazy(async () => ({ default: (await import("./chart/chart.tsx")).Chart }));

interface ChartPanelProps {
  readonly frame: BarFrame;
  readonly onFrame: (frame: BarFrame) => void;
}

interface Asked {
  readonly move: Move;
  /** Nobody waits for the ledger any more: it was refused, or not wanted. */
  readonly end: () => void;
}

/** The chart of the symbol with what is open and what waits; a line that was dropped is asked about in place. */
export function ChartPanel({ frame, onFrame }: ChartPanelProps) {
  const { accountId, symbol, factsOf, live, mayTrade } = useDesk();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { board } = live;
  const positions = useMemo(() => inSymbol(board?.positions, symbol), [board?.positions, symbol]);
  const pendings = useMemo(() => inSymbol(board?.pendings, symbol), [board?.pendings, symbol]);
  const deals = useExecutions(symbol);
  const facts = symbol === null ? undefined : factsOf(symbol);
  const onMove = (move: Move): Promise<void> => {
    asked?.end();
    return new Promise((resolve) => {
      setAsked({
        move,
        end: () => {
          setAsked(null);
          resolve();
        },
      });
    });
  };
  return (
    <Panel title={symbol === null ? "Chart" : `Chart of ${symbol}`} className="chart-panel">
      {symbol === null || facts === undefined ? (
        <p className="dim">The symbols of this account have not come yet.</p>
      ) : (
        <Boundary>
          <Suspense fallback={<p className="dim">Fetching the chart…</p>}>
            <Chart
              accountId={accountId}
              symbol={symbol}
              digits={facts.digits}
              tickSize={facts.tickSize}
              pip={facts.pip}
              frame={frame}
              onFrame={onFrame}
              positions={positions}
              pendings={pendings}
              deals={deals}
              mayTrade={mayTrade}
              onMove={onMove}
              {...(mayTrade ? { onPrice: wishes.price } : {})}
            />
          </Suspense>
        </Boundary>
      )}
      {asked !== null && (
        <MoveQuestion key={`${asked.move.ticket} ${asked.move.part} ${asked.move.price}`} {...asked} />
      )}
    </Panel>
  );
}

function inSymbol<One extends { readonly symbol: string }>(
  all: ReadonlyMap<string, One> | undefined,
  symbol: string | null,
): readonly One[] {
  return [...(all?.values() ?? [])].filter((one) => one.symbol === symbol);
}

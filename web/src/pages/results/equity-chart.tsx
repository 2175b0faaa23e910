import { useEffect, useLayoutEffect, useRef } from "react";
import { type EquityPlot, startEquityPlot } from "./equity-plot.ts";
import type { Slot } from "./slots.ts";

interface EquityChartProps {
  readonly slots: readonly Slot[];
  /** What there is to see, in words. */
  readonly label: string;
}

/** Equity, balance and drawdown over time. Loaded after the page: the library is large. */
export default function EquityChart({ slots, label }: EquityChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<EquityPlot>(null);
  useLayoutEffect(() => {
    if (place.current === null) return;
    const started = startEquityPlot(place.current);
    plot.current = started;
    return () => {
      plot.current = null;
      started.end();
    };
  }, []);
  useEffect(() => plot.current?.show(slots), [slots]);
  return <div ref={place} className="equity-chart" role="img" aria-label={label} />;
}

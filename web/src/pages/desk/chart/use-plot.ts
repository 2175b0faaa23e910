import { type RefObject, useCallback, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { type Plot, type PlotEvents, startPlot } from "./plot.ts";

type Listener = () => void;

/** The chart on its canvases for as long as the component is there. */
export function usePlot(
  place: RefObject<HTMLDivElement | null>,
  events: Pick<PlotEvents, "onPoint" | "onPick">,
): {
  /** Null in the first rendering only. */
  readonly plot: Plot | null;
  /** The same, for those who must not begin again because of it. */
  readonly plotNow: RefObject<Plot | null>;
  /** Hears of every painting until the returned function is called. */
  readonly onPaint: (listener: Listener) => () => void;
} {
  const [plot, setPlot] = useState<Plot | null>(null);
  const plotNow = useRef<Plot>(null);
  const listeners = useRef(new Set<Listener>());
  const onPoint = useEffectEvent(events.onPoint);
  const onPick = useEffectEvent(events.onPick);

  useLayoutEffect(() => {
    if (place.current === null) return;
    const started = startPlot(place.current, {
      onPaint: () => {
        for (const listener of listeners.current) listener();
      },
      onPoint: (pointed) => onPoint(pointed),
      onPick: (pointed) => onPick(pointed),
    });
    plotNow.current = started;
    setPlot(started);
    return () => {
      plotNow.current = null;
      setPlot(null);
      started.end();
    };
  }, [place]);

  const onPaint = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  }, []);
  return { plot, plotNow, onPaint };
}

import { type RefObject, useEffect, useEffectEvent } from "react";
import { type ChartLine, isMovable } from "./chart-lines.ts";
import { dragLine } from "./drag-line.ts";
import type { Plot } from "./plot.ts";
import type { MovingActs } from "./use-moving.ts";

/** A mouse is on a line when it is so near to it. */
const NEAR_PX = 4;

interface Grabbing {
  readonly place: RefObject<HTMLElement | null>;
  readonly plot: Plot | null;
  readonly lines: readonly ChartLine[];
  readonly mayTrade: boolean;
  readonly acts: MovingActs;
}

/**
 * Lets a mouse take a line anywhere along it. Fingers take its label: they need the rest of the chart to scroll. The
 * chart beneath does not hear of what is meant for a line.
 */
export function useGrabbing({ place, plot, lines, mayTrade, acts }: Grabbing): void {
  const lineAt = useEffectEvent((x: number, y: number): ChartLine | undefined => {
    if (plot === null || !mayTrade) return undefined;
    const { width, height } = plot.size();
    if (x > width || y > height) return undefined;
    const far = (price: string): number => Math.abs((plot.yOf(price) ?? Number.POSITIVE_INFINITY) - y);
    return lines
      .flatMap((line) => (isMovable(line) && line.price !== null ? [{ line, away: far(line.price) }] : []))
      .filter(({ away }) => away <= NEAR_PX)
      .sort((a, b) => a.away - b.away)[0]?.line;
  });

  useEffect(() => {
    const element = place.current;
    if (element === null || plot === null) return;
    const stopped = new AbortController();
    const options = { capture: true, signal: stopped.signal };
    let dragging = false;
    const under = ({ clientX, clientY }: PointerEvent): ChartLine | undefined => {
      const { left, top } = element.getBoundingClientRect();
      return lineAt(clientX - left, clientY - top);
    };
    element.addEventListener(
      "pointermove",
      (event) => {
        if (event.pointerType !== "mouse" || event.buttons !== 0) return;
        element.classList.toggle("is-on-line", under(event) !== undefined);
      },
      options,
    );
    element.addEventListener(
      "pointerdown",
      (event) => {
        if (event.pointerType !== "mouse" || event.button !== 0) return;
        const line = under(event);
        if (line === undefined) return;
        dragging = true;
        const onEnd = (): void => {
          dragging = false;
        };
        event.stopPropagation();
        dragLine(element, event, { line, plot, acts, topPx: element.getBoundingClientRect().top, onEnd });
      },
      options,
    );
    for (const name of ["mousedown", "mousemove"] as const) {
      element.addEventListener(
        name,
        (event) => {
          if (dragging) event.stopPropagation();
        },
        options,
      );
    }
    return () => stopped.abort();
  }, [place, plot, acts]);
}

import type { ChartLine } from "./chart-lines.ts";
import type { Plot } from "./plot.ts";
import type { MovingActs } from "./use-moving.ts";

/** A hand that trembles less than this many pixels has moved nothing. */
const STILL_PX = 3;

interface Drag {
  readonly line: ChartLine;
  readonly plot: Plot;
  readonly acts: MovingActs;
  /** Of the canvases, in the window. */
  readonly topPx: number;
  readonly onEnd?: () => void;
}

/** Follows the pointer that went down on `target` until it is lifted; Escape and a lost pointer take the line back. */
export function dragLine(target: HTMLElement, down: PointerEvent, drag: Drag): void {
  const { line, plot, acts, topPx } = drag;
  const { pointerId, clientY: fromY } = down;
  const lineY = line.price === null ? null : plot.yOf(line.price);
  const isSeen = lineY !== null && lineY >= 0 && lineY <= plot.size().height;
  // A line is held where it was taken, not pulled under the pointer; one that is not seen comes to the pointer.
  const offset = isSeen ? fromY - topPx - lineY : 0;
  let moved = false;
  const stopped = new AbortController();
  const { signal } = stopped;

  function end(how: "drop" | "back"): void {
    stopped.abort();
    if (target.hasPointerCapture(pointerId)) target.releasePointerCapture(pointerId);
    if (how === "drop" && moved) acts.drop();
    else acts.back();
    drag.onEnd?.();
  }
  const mine = (run: (event: PointerEvent) => void) => (event: PointerEvent) => {
    if (event.pointerId === pointerId) run(event);
  };
  const move = mine(({ clientY }) => {
    if (Math.abs(clientY - fromY) >= STILL_PX) moved = true;
    if (!moved) return;
    const y = Math.min(Math.max(clientY - topPx - offset, 0), plot.size().height);
    const price = plot.priceAt(y);
    if (price !== null) acts.hold(line, price);
  });
  target.setPointerCapture(pointerId);
  target.addEventListener("pointermove", move, { signal });
  target.addEventListener(
    "pointerup",
    mine(() => end("drop")),
    { signal },
  );
  target.addEventListener(
    "pointercancel",
    mine(() => end("back")),
    { signal },
  );
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end("back");
    },
    { signal, capture: true },
  );
}

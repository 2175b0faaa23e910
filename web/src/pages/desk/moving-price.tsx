import { useRef } from "react";
import { type Direction, directionOf } from "./market-math.ts";

const marks: Readonly<Record<Direction, string>> = { up: "▲", down: "▼", same: "" };

/** Which way something moved last; it keeps its direction while it stands still. */
export function useDirection(price: string | null): Direction {
  const last = useRef<{ readonly price: string; readonly direction: Direction } | null>(null);
  if (price !== null && last.current?.price !== price) {
    const direction = last.current === null ? "same" : directionOf(last.current.price, price);
    last.current = { price, direction };
  }
  return last.current?.direction ?? "same";
}

interface MovingPriceProps {
  /** In the symbol's digits; null while none is known. */
  readonly price: string | null;
}

/** A price that says by a mark which way it moved; the colour only repeats it. */
export function MovingPrice({ price }: MovingPriceProps) {
  const direction = useDirection(price);
  return (
    <span className={`moving ${direction}`}>
      <span className="mark" aria-hidden>
        {marks[direction]}
      </span>
      {price ?? "–"}
    </span>
  );
}

import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { priceText } from "../market-math.ts";
import { type ChartLine, isMovable, isWrongSide, runningGain } from "./chart-lines.ts";
import { dragLine } from "./drag-line.ts";
import { howFar, lineLabel, lineName, whereWords } from "./line-words.ts";
import type { Plot } from "./plot.ts";
import { distanceText, type Steps } from "./steps.ts";
import type { MovingActs } from "./use-moving.ts";

interface LineTagProps {
  readonly line: ChartLine;
  readonly steps: Steps;
  readonly tick: Tick | null;
  readonly mayTrade: boolean;
  /** Where somebody holds the line; null while nobody does. */
  readonly held: string | null;
  readonly asked: string | null;
  readonly acts: MovingActs;
  readonly plot: Plot | null;
  readonly place: RefObject<HTMLElement | null>;
  readonly refOf: (id: string, element: HTMLElement | null) => void;
}

/** The label of one line; of a line that can be moved it is the handle. */
export function LineTag(props: LineTagProps) {
  const { line, steps, tick, mayTrade, held, asked, acts, plot, place, refOf } = props;
  const { id, part, side, price } = line;
  const isOffer = price === null && held === null;
  const look = {
    ref: (element: HTMLElement | null) => refOf(id, element),
    className: "chart-tag",
    "data-part": part,
    "data-side": side,
    "data-line": id,
  };
  const words = (
    <>
      {isOffer ? `+ ${lineLabel(line)}` : lineLabel(line)}
      <Gain {...{ line, tick, steps }} />
      {held === null && price !== null && part !== "open" && <Far {...{ line, price, tick, steps }} />}
      {held !== null && <Readout {...{ line, held, tick, steps }} />}
      {asked !== null && held === null && (
        <span className="chart-asked">asked {priceText(asked, steps)}</span>
      )}
    </>
  );
  if (!isMovable(line) || !mayTrade) return <div {...look}>{words}</div>;

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    const area = place.current;
    if (event.button !== 0 || plot === null || area === null) return;
    const { top } = area.getBoundingClientRect();
    dragLine(event.currentTarget, event.nativeEvent, { line, plot, acts, topPx: top });
  }
  function onKeyDown(event: KeyboardEvent): void {
    const act = keyAct(event, held !== null);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (act === "drop") acts.drop();
    else if (act === "back") acts.back();
    else acts.step(line, act.by, act.size);
  }
  const at = held ?? price;
  return (
    <div
      {...look}
      data-movable
      data-held={held !== null || undefined}
      data-offer={isOffer || undefined}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={lineName(line)}
      aria-valuenow={at === null ? 0 : Number(at)}
      aria-valuetext={at === null ? "not set" : whereWords(line, at, tick, steps)}
      title={`${lineName(line)}: drag it, or move it with the arrow keys and drop it with Enter`}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onBlur={() => held !== null && acts.back()}
    >
      {words}
    </div>
  );
}

type KeyAct = "drop" | "back" | { readonly by: number; readonly size: "tick" | "unit" };

/** What a key does to the line; null for keys that belong to others. */
function keyAct({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent, isHeld: boolean): KeyAct | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === "ArrowUp" || key === "ArrowRight") return { by: 1, size: shiftKey ? "unit" : "tick" };
  if (key === "ArrowDown" || key === "ArrowLeft") return { by: -1, size: shiftKey ? "unit" : "tick" };
  if (key === "PageUp") return { by: 1, size: "unit" };
  if (key === "PageDown") return { by: -1, size: "unit" };
  if (!isHeld) return null;
  if (key === "Enter" || key === " ") return "drop";
  return key === "Escape" ? "back" : null;
}

interface OfLine {
  readonly line: ChartLine;
  readonly tick: Tick | null;
  readonly steps: Steps;
}

/** What a position has gained so far. */
function Gain({ line, tick, steps }: OfLine) {
  const gain = tick === null ? null : runningGain(line, tick, steps);
  if (gain === null) return null;
  return (
    <span className="chart-gain" data-loss={gain.isNegative() || undefined}>
      {distanceText(gain, steps)} {steps.unitName}
    </span>
  );
}

/** How far a level is from the market. */
function Far({ line, price, tick, steps }: OfLine & { readonly price: string }) {
  const { market } = howFar(line, price, tick, steps);
  return market === null ? null : <span className="chart-far">{market}</span>;
}

/** Where a held line is, and what that means. */
function Readout({ line, held, tick, steps }: OfLine & { readonly held: string }) {
  const { market, open } = howFar(line, held, tick, steps);
  return (
    <span className="chart-readout">
      <strong>{priceText(held, steps)}</strong>
      {market !== null && <span>{market} from market</span>}
      {open !== null && (
        <span>
          {open} from {line.kind === "position" ? "open" : "order"}
        </span>
      )}
      {tick !== null && isWrongSide(line, held, tick) && (
        <span className="chart-wrong">
          on the wrong side of the {line.kind === "position" || line.part === "price" ? "market" : "order"}
        </span>
      )}
    </span>
  );
}

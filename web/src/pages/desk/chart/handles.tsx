import { VisuallyHidden } from "@mantine/core";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { priceText } from "../market-math.ts";
import type { ChartLine } from "./chart-lines.ts";
import { LineTag } from "./line-tag.tsx";
import { lineName } from "./line-words.ts";
import type { Plot } from "./plot.ts";
import { placesOf } from "./stagger.ts";
import type { Steps } from "./steps.ts";
import type { Moving } from "./use-moving.ts";

/** Of the style sheet: a label's height and the space around it. */
const LABEL_PX = 26;
const LEFT_PX = 8;
/** The figures of the bar above the candles. */
const LEGEND_PX = 26;

interface HandlesProps {
  readonly place: RefObject<HTMLElement | null>;
  readonly plot: Plot | null;
  readonly onPaint: (listener: () => void) => () => void;
  readonly lines: readonly ChartLine[];
  readonly steps: Steps;
  readonly tick: Tick | null;
  readonly mayTrade: boolean;
  readonly moving: Moving;
}

/** The labels on the lines, each at the height of its line, by which lines are moved. */
export function Handles({ place, plot, onPaint, lines, steps, tick, mayTrade, moving }: HandlesProps) {
  const { held, asked, acts } = moving;
  const tags = useRef(new Map<string, HTMLElement>());
  const widths = useRef(new Map<string, number>());
  // Stops that could be added hang on the label of what they would be a stop of.
  const shown = lines.filter(({ price, id }) => price !== null || mayTrade || held?.lineId === id);
  const priceOf = ({ id, price }: ChartLine): string | null => (held?.lineId === id ? held.price : price);

  const arrange = useRef<() => void>(null);
  useLayoutEffect(() => {
    for (const [id, element] of tags.current) widths.current.set(id, element.offsetWidth);
    arrange.current = () => {
      if (plot !== null) put(plot, shown, priceOf, tags.current, widths.current);
    };
    arrange.current();
  });
  useEffect(() => onPaint(() => arrange.current?.()), [onPaint]);
  const refOf = useCallback((id: string, element: HTMLElement | null) => {
    if (element === null) tags.current.delete(id);
    else tags.current.set(id, element);
  }, []);

  const newest = asked.at(-1);
  const newestLine = lines.find(({ id }) => id === newest?.lineId);
  return (
    <>
      <section className="chart-handles" aria-label="Lines of the chart">
        {shown.map((line) => (
          <LineTag
            key={line.id}
            {...{ line, steps, tick, mayTrade, acts, plot, place, refOf }}
            held={held?.lineId === line.id ? held.price : null}
            asked={asked.find(({ lineId }) => lineId === line.id)?.move.price ?? null}
          />
        ))}
      </section>
      <VisuallyHidden role="status">
        {newest !== undefined &&
          newestLine !== undefined &&
          `${lineName(newestLine)}: ${priceText(newest.move.price, steps)} was asked for.`}
      </VisuallyHidden>
    </>
  );
}

/** Puts every label where its line is now. Reads no layout, since it runs while the chart is drawn. */
function put(
  plot: Plot,
  lines: readonly ChartLine[],
  priceOf: (line: ChartLine) => string | null,
  tags: ReadonlyMap<string, HTMLElement>,
  widths: ReadonlyMap<string, number>,
): void {
  const groups: { price: string; members: ChartLine[]; width: number }[] = [];
  const heads = new Map<string, (typeof groups)[number]>();
  for (const line of lines) {
    const price = priceOf(line);
    const ticket = `${line.kind}:${line.ticket}`;
    const head = price === null ? heads.get(ticket) : { price, members: [], width: 0 };
    if (head === undefined) continue;
    head.members.push(line);
    head.width += (widths.get(line.id) ?? 0) + (head.members.length > 1 ? 2 : 0);
    if (price === null) continue;
    groups.push(head);
    if (line.part === "open" || line.part === "price") heads.set(ticket, head);
  }
  const { width, height } = plot.size();
  const heights = groups.map(({ price }) => plot.yOf(price));
  const labels = groups.map((group, index) => ({ height: heights[index] ?? 0, width: group.width }));
  const places = placesOf(labels, {
    width: width - 2 * LEFT_PX,
    height,
    labelHeight: LABEL_PX,
    top: LEGEND_PX,
  });
  for (const [index, { members }] of groups.entries()) {
    const at = places[index];
    if (at === undefined) continue;
    let x = LEFT_PX + at.x;
    for (const { id } of members) {
      const tag = tags.get(id);
      if (tag === undefined) continue;
      tag.style.transform = `translate(${Math.round(x)}px, ${Math.round(at.y)}px)`;
      tag.style.visibility = heights[index] === null ? "hidden" : "visible";
      tag.dataset["outside"] = at.outside ?? "";
      x += (widths.get(id) ?? 0) + 2;
    }
  }
}

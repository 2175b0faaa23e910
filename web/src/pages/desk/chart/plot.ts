import {
  type AutoscaleInfo,
  CandlestickSeries,
  createChartEx,
  createSeriesMarkers,
  type IChartApiBase,
  type IPriceLine,
  LineStyle,
  type MouseEventParams,
  type Time,
} from "lightweight-charts";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { chartColors, chartLook } from "../../../ui/chart-theme.ts";
import type { Mark } from "./executions.ts";
import { chartTime, momentWords, msOf, ReaderScale } from "./reader-scale.ts";
import { rangeWith } from "./seen-range.ts";
import type { Steps } from "./steps.ts";

/** A line as it is drawn. */
export interface DrawnLine {
  readonly id: string;
  readonly price: string;
  readonly color: string;
  readonly look: "solid" | "dashed" | "dotted";
  /** It makes room for itself, where that leaves enough for the candles. */
  readonly seen: boolean;
}

/** What a person points at. */
export interface Pointed {
  /** When the bar under the pointer began; null outside of the bars. */
  readonly barMs: number | null;
  readonly markId: string | null;
  readonly price: number | null;
}

/** The chart on its canvases. It draws what it is given, and knows nothing of where that comes from. */
export interface Plot {
  /** Another symbol or frame: forgets its bars, and will show the newest of the next. */
  readonly begin: (frame: BarFrame) => void;
  /** In what digits and steps prices are written. */
  readonly prices: (steps: Steps) => void;
  readonly bars: (bars: readonly MarketBar[]) => void;
  readonly quote: (tick: Tick | null) => void;
  readonly lines: (lines: readonly DrawnLine[]) => void;
  readonly marks: (marks: readonly Mark[]) => void;
  /** Pixels from the top of a price, and back; null while there are no bars. */
  readonly yOf: (price: string) => number | null;
  readonly priceAt: (y: number) => number | null;
  /** The part with the candles, without the scales. */
  readonly size: () => { readonly width: number; readonly height: number };
  /** True when what is seen begins before the first bar. */
  readonly isAtStart: () => boolean;
  /** Brings a time into sight. */
  readonly showTime: (barMs: number) => void;
  readonly end: () => void;
}

export interface PlotEvents {
  /** Prices may have other heights than before. Called while drawing: measure nothing, change positions only. */
  readonly onPaint: () => void;
  readonly onPoint: (pointed: Pointed | null) => void;
  readonly onPick: (pointed: Pointed) => void;
}

const styles = { solid: LineStyle.Solid, dashed: LineStyle.Dashed, dotted: LineStyle.SparseDotted } as const;

/** The lines of bid and ask, which no ticket has. */
const quoteIds: ReadonlySet<string> = new Set(["bid", "ask"]);

/** Draws a chart into `place` until `end`. */
export function startPlot(place: HTMLElement, events: PlotEvents): Plot {
  let frame: BarFrame = "M1";
  let drawn: readonly MarketBar[] = [];
  let extra: readonly string[] = [];
  const chart: IChartApiBase<Time> = createChartEx<Time, ReaderScale>(place, new ReaderScale(() => frame), {
    ...chartLook(),
    localization: { timeFormatter: (time: Time) => momentWords(time, frame), dateFormat: "" },
    timeScale: {
      ...chartLook().timeScale,
      ...{ timeVisible: true, secondsVisible: false, rightOffset: 6, barSpacing: 8, minBarSpacing: 2 },
    },
  });
  const series = chart.addSeries(CandlestickSeries, {
    ...{ upColor: chartColors.up, wickUpColor: chartColors.up, borderVisible: false },
    ...{ downColor: chartColors.down, wickDownColor: chartColors.down },
    ...{ priceLineVisible: false, lastValueVisible: false },
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original();
      if (info?.priceRange == null) return info;
      return { ...info, priceRange: rangeWith(info.priceRange, extra.map(Number)) };
    },
  });
  const markers = createSeriesMarkers(series, [], { autoScale: false });
  series.attachPrimitive({ updateAllViews: events.onPaint });
  const priceLines = new Map<string, IPriceLine>();

  function line({ id, price, color, look }: Omit<DrawnLine, "seen">): void {
    const options = { price: Number(price), color, lineStyle: styles[look], lineWidth: 1 as const };
    const known = priceLines.get(id);
    if (known !== undefined) known.applyOptions(options);
    else priceLines.set(id, series.createPriceLine({ ...options, axisLabelVisible: true, title: "" }));
  }
  function withoutLine(id: string): void {
    const known = priceLines.get(id);
    if (known !== undefined) series.removePriceLine(known);
    priceLines.delete(id);
  }
  const pointed = ({ time, point, hoveredInfo }: MouseEventParams<Time>): Pointed => ({
    barMs: time === undefined ? null : msOf(time),
    markId: typeof hoveredInfo?.objectId === "string" ? hoveredInfo.objectId : null,
    price: point === undefined ? null : series.coordinateToPrice(point.y),
  });
  chart.subscribeCrosshairMove((event) => events.onPoint(event.point === undefined ? null : pointed(event)));
  chart.subscribeClick((event) => events.onPick(pointed(event)));

  return {
    begin(next) {
      frame = next;
      drawn = [];
      series.setData([]);
      for (const id of quoteIds) withoutLine(id);
      chart.applyOptions({ timeScale: { timeVisible: next !== "D1" } });
      series.priceScale().applyOptions({ autoScale: true });
      chart.timeScale().resetTimeScale();
    },
    prices: ({ digits, tickSize }) =>
      series.applyOptions({ priceFormat: { type: "price", precision: digits, minMove: Number(tickSize) } }),
    bars(bars) {
      const same = sameUntil(drawn, bars);
      if (drawn.length > 0 && same >= drawn.length - 1 && bars[0] === drawn[0]) {
        for (const bar of bars.slice(same)) series.update(candle(bar));
      } else series.setData(bars.map(candle));
      drawn = bars;
    },
    quote(tick) {
      if (tick === null) return;
      line({ id: "ask", price: tick.ask, color: chartColors.ask, look: "dotted" });
      line({ id: "bid", price: tick.bid, color: chartColors.bid, look: "dotted" });
    },
    lines(lines) {
      const ids = new Set(lines.map(({ id }) => id));
      for (const id of priceLines.keys()) if (!quoteIds.has(id) && !ids.has(id)) withoutLine(id);
      extra = lines.flatMap(({ seen, price }) => (seen ? [price] : []));
      for (const one of lines) line(one);
    },
    marks(marks) {
      markers.setMarkers(
        marks.map(({ id, barMs, side, price, text }) => ({
          ...{ id, time: chartTime(barMs), price: Number(price), text },
          ...(side === "buy"
            ? ({ shape: "arrowUp", position: "atPriceBottom", color: chartColors.up } as const)
            : ({ shape: "arrowDown", position: "atPriceTop", color: chartColors.down } as const)),
        })),
      );
    },
    yOf: (price) => series.priceToCoordinate(Number(price)),
    priceAt: (y) => series.coordinateToPrice(y),
    size: () => ({
      width: place.clientWidth - series.priceScale().width(),
      height: place.clientHeight - chart.timeScale().height(),
    }),
    isAtStart: () => (chart.timeScale().getVisibleLogicalRange()?.from ?? 0) < 0,
    showTime(barMs) {
      const index = drawn.findIndex(({ atMs }) => atMs === barMs);
      const range = chart.timeScale().getVisibleLogicalRange();
      if (index < 0 || range === null || (index > range.from && index < range.to)) return;
      const half = (range.to - range.from) / 2;
      chart.timeScale().setVisibleLogicalRange({ from: index - half, to: index + half });
    },
    end: () => chart.remove(),
  };
}

function candle({ atMs, open, high, low, close }: MarketBar) {
  return {
    time: chartTime(atMs),
    ...{ open: Number(open), high: Number(high), low: Number(low), close: Number(close) },
  };
}

/** How many bars from the first are the same objects. */
function sameUntil(before: readonly MarketBar[], after: readonly MarketBar[]): number {
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  return same;
}

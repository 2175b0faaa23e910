import {
  AreaSeries,
  createChartEx,
  type IChartApiBase,
  LineSeries,
  LineStyle,
  LineType,
  type Time,
} from "lightweight-charts";
import { chartColors, chartLook } from "../../ui/chart-theme.ts";
import { chartTime, momentWords, ReaderScale } from "../desk/chart/reader-scale.ts";
import type { Slot } from "./slots.ts";

/** The chart of a curve on its canvases. */
export interface EquityPlot {
  readonly show: (slots: readonly Slot[]) => void;
  readonly end: () => void;
}

const frame = () => "H1" as const;
const price = {
  priceLineVisible: false,
  priceFormat: { type: "price", precision: 2, minMove: 0.01 },
} as const;

/** Draws equity and balance above, the drawdown below. */
export function startEquityPlot(place: HTMLElement): EquityPlot {
  const look = chartLook();
  const chart: IChartApiBase<Time> = createChartEx<Time, ReaderScale>(place, new ReaderScale(frame), {
    ...look,
    layout: { ...look.layout, panes: { separatorColor: chartColors.edge, enableResize: false } },
    localization: { timeFormatter: (time: Time) => momentWords(time, frame()), dateFormat: "" },
    timeScale: { ...look.timeScale, timeVisible: true, secondsVisible: false, minBarSpacing: 0.1 },
    // The page scrolls past the chart; nobody looks for a candle here.
    ...{ handleScroll: { mouseWheel: false, vertTouchDrag: false }, handleScale: { mouseWheel: false } },
  });
  const equity = chart.addSeries(AreaSeries, {
    ...{ ...price, lineColor: chartColors.up, lineWidth: 2, title: "Equity" },
    ...{ topColor: `${chartColors.up}40`, bottomColor: `${chartColors.up}00` },
  });
  const balance = chart.addSeries(LineSeries, {
    ...{ ...price, color: chartColors.text, lineWidth: 1, title: "Balance", lastValueVisible: false },
    ...{ lineStyle: LineStyle.Dashed, lineType: LineType.WithSteps },
  });
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...{ ...price, lineColor: chartColors.down, lineWidth: 1, title: "Drawdown" },
      ...{ topColor: `${chartColors.down}10`, bottomColor: `${chartColors.down}50`, invertFilledArea: true },
    },
    1,
  );
  chart.panes()[0]?.setStretchFactor(3);
  chart.panes()[1]?.setStretchFactor(1);
  return {
    show(slots) {
      // The library counts in seconds, and slots are a minute apart but for the last one.
      const inTime = slots.filter(({ atMs }, index) => {
        const next = slots[index + 1];
        return next === undefined || chartTime(next.atMs) > chartTime(atMs);
      });
      const line = (of: (slot: Slot) => number) =>
        inTime.map((slot) => ({ time: chartTime(slot.atMs), value: of(slot) }));
      equity.setData(line((slot) => Number(slot.equity)));
      balance.setData(line((slot) => Number(slot.balance)));
      drawdown.setData(line((slot) => -Number(slot.drawdown)));
      chart.timeScale().fitContent();
    },
    end: () => chart.remove(),
  };
}

import { defaultHorzScaleBehavior, type TickMark, type Time, type UTCTimestamp } from "lightweight-charts";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import { clockWords, wallClockMs } from "./reader-clock.ts";

/** The library counts in seconds. */
export function chartTime(atMs: number): UTCTimestamp {
  const seconds = Math.floor(atMs / 1_000);
  if (!isChartTime(seconds)) throw new Error(`${atMs} is no time`);
  return seconds;
}

function isChartTime(seconds: unknown): seconds is UTCTimestamp {
  return typeof seconds === "number" && Number.isFinite(seconds);
}

/** Back again; bars are given as numbers only. */
export function msOf(time: unknown): number {
  return isChartTime(time) ? time * 1_000 : 0;
}

const words = clockWords();

/** A time as the crosshair shows it, on the reader's wall clock. */
export function momentWords(time: Time, frame: BarFrame): string {
  const wallMs = wallClockMs(msOf(time), frame);
  return frame === "D1" ? words.date(wallMs) : words.moment(wallMs);
}

/** The least weights that the library gives to the first mark of a year, of a month, of a day, of a minute. */
const YEAR = 70;
const MONTH = 60;
const DAY = 50;
const MINUTE = 20;

/** What stands below a mark of the time scale; `weight` is the library's, greater for the start of a longer time. */
export function markWords(atMs: number, weight: number, frame: BarFrame): string {
  const wallMs = wallClockMs(atMs, frame);
  if (weight >= YEAR) return words.year(wallMs);
  if (weight >= MONTH) return words.month(wallMs);
  if (weight >= DAY) return words.day(wallMs);
  // A curve that has just begun has several marks in one minute, which would all read the same.
  return weight >= MINUTE ? words.time(wallMs) : words.second(wallMs);
}

const TimeScale = defaultHorzScaleBehavior();
type Points = Parameters<InstanceType<typeof TimeScale>["fillWeightsForPoints"]>[0];

/**
 * The library's time scale, but its days and hours begin when the reader's do: it would mark midnight UTC, which is no
 * midnight for most. Times themselves stay true, so that an hour which a clock has twice is there twice.
 */
export class ReaderScale extends TimeScale {
  readonly #frame: () => BarFrame;

  constructor(frame: () => BarFrame) {
    super();
    this.#frame = frame;
  }

  override formatTickmark({ originalTime, weight }: TickMark): string {
    return markWords(msOf(originalTime), weight, this.#frame());
  }

  override fillWeightsForPoints(points: Points, startIndex: number): void {
    const onWall = points.map((point) => ({
      ...point,
      time: this.convertHorzItemToInternal(chartTime(wallClockMs(msOf(point.originalTime), this.#frame()))),
    }));
    super.fillWeightsForPoints(onWall, startIndex);
    for (const [index, { timeWeight }] of onWall.entries()) {
      const point = points[index];
      if (point !== undefined) point.timeWeight = timeWeight;
    }
  }
}

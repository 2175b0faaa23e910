import * as z from "zod";
import { type BarFrame, frameMs, MAX_BARS } from "../../../src/domain/alert/exits.ts";
import { positiveDecimalTextSchema } from "../../../src/domain/decimal.ts";
import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { intText } from "../../../src/protocol/ea-link-facts.ts";
import type { Bar } from "./atr.ts";

/** An answer takes milliseconds; one that has not come for so long will not. */
const ANSWER_MS = 10_000;
/** After an answer without a new bar (nothing is traded now) the terminal is left alone for so long. */
const AGAIN_MS = 15_000;

/** `at,open,high,low,close,ticks` */
const barSchema = z.tuple([
  intText,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  z.string(),
]);

interface Series {
  readonly id: number;
  bars: readonly Bar[];
  /** Monotonic: when it was asked for and not answered yet, and before when it is not asked for again. */
  askedAtMs: number | null;
  notBeforeMs: number;
}

export interface BarDeskParts {
  readonly send: (message: ToTerminal) => void;
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

/** Complete bars of the terminal, asked for when they are first needed and whenever a new one is due. */
export class BarDesk {
  readonly #parts: BarDeskParts;
  readonly #series = new Map<string, Series>();
  #lastId = 0;

  constructor(parts: BarDeskParts) {
    this.#parts = parts;
  }

  /** Another terminal, or the same one again: what it did not answer it will not answer. */
  forget(): void {
    this.#series.clear();
  }

  /** The complete bars as far as they are known, oldest first. Asks for newer ones when there should be some. */
  bars(symbol: string, frame: BarFrame): readonly Bar[] {
    const key = `${frame} ${symbol}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      this.#lastId += 1;
      series = { id: this.#lastId, bars: [], askedAtMs: null, notBeforeMs: 0 };
      this.#series.set(key, series);
    }
    const now = this.#parts.monotonicMs();
    const newest = series.bars.at(-1);
    const due = newest === undefined || this.#parts.wallMs() >= newest.atMs + 2 * frameMs[frame];
    const waits = series.askedAtMs !== null && now - series.askedAtMs < ANSWER_MS;
    if (due && !waits && now >= series.notBeforeMs) {
      series.askedAtMs = now;
      this.#parts.send({ type: "bars", id: series.id, symbol, frame, count: MAX_BARS });
    }
    return series.bars;
  }

  /** Takes an answer; one that cannot be read is left as if it had not come. */
  answered(answer: Extract<FromTerminal, { type: "bars" }>): void {
    for (const [key, series] of this.#series) {
      if (series.id !== answer.id) continue;
      const [frame] = key.split(" ");
      const bars = readBars(answer.items);
      const length = lengthOf(frame);
      if (bars === null || length === undefined) return;
      series.askedAtMs = null;
      series.notBeforeMs = this.#parts.monotonicMs() + AGAIN_MS;
      series.bars = bars.filter(({ atMs }) => atMs + length <= this.#parts.wallMs());
    }
  }
}

function lengthOf(frame: string | undefined): number | undefined {
  for (const [name, length] of Object.entries(frameMs)) if (name === frame) return length;
  return undefined;
}

function readBars(items: string): Bar[] | null {
  if (items === "") return [];
  const bars: Bar[] = [];
  for (const item of items.split(";")) {
    const read = barSchema.safeParse(item.split(","));
    if (!read.success) return null;
    const [atMs, , high, low, close] = read.data;
    bars.push({ atMs, high, low, close });
  }
  return bars;
}

import * as z from "zod";
import { BUCKETS, bucketOf } from "../../src/domain/metrics/buckets.ts";
import {
  type CounterName,
  definitionOf,
  type HistogramName,
  isMetricName,
  type LabelsOf,
  type MetricName,
} from "../../src/domain/metrics/catalogue.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";

const count = z.number().nonnegative();
const values = z.array(z.string());

/** As stored: name, label values in the catalogue's order, and the count or the buckets with their sum in ms. */
const storedSchema = z.object({
  mark: z.number().int().nonnegative(),
  series: z.array(
    z.union([
      z.tuple([z.string(), values, count]),
      z.tuple([z.string(), values, z.array(count).length(BUCKETS), count]),
    ]),
  ),
});

interface Series {
  readonly name: MetricName;
  readonly values: readonly string[];
  value: number;
  /** Empty for a counter. */
  readonly buckets: number[];
  /** As it is stored; null since it changed. An order stores all series four times and changes few of them. */
  json: string | null;
}

/**
 * Counters and histograms of one object, in memory: adding costs no write. Whoever has them stores `text` with a row
 * that is written anyway, or some seconds later, and always before `samples` are shown: so what was shown is never
 * taken back, and a crash loses at most what nobody has seen.
 */
export class Counters {
  readonly #series = new Map<string, Series>();
  #mark = 0;
  #changed = false;

  /** `text` is what was stored; null: nothing yet. Series that this version does not know are left out. */
  constructor(text: string | null = null) {
    if (text === null) return;
    const { mark, series } = storedSchema.parse(JSON.parse(text));
    this.#mark = mark;
    for (const [name, labels, ...numbers] of series) {
      if (!isMetricName(name)) continue;
      const { type, labels: wanted } = definitionOf(name);
      const [first, sum] = numbers;
      const isHistogram = typeof first !== "number";
      if (labels.length !== wanted.length || isHistogram !== (type === "histogram")) continue;
      const stored = isHistogram ? { value: sum ?? 0, buckets: [...first] } : { value: first, buckets: [] };
      this.#series.set(keyOf(name, labels), { name, values: labels, ...stored, json: null });
    }
  }

  /** How far something that is counted from a table was counted: the number of its last row, 0 at first. */
  get mark(): number {
    return this.#mark;
  }

  /** True when there is something that was not stored. */
  get changed(): boolean {
    return this.#changed;
  }

  add<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by = 1): void {
    if (by === 0) return;
    const series = this.#find(name, labels);
    series.value += by;
    series.json = null;
    this.#changed = true;
  }

  /** Shows a series before it was ever counted, at 0: a rule on its increase needs it to be there. */
  appear<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void {
    this.#find(name, labels);
  }

  /** Counts a time; one that clocks of two machines make negative counts as none. */
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, ms: number): void {
    const tookMs = Math.max(0, ms);
    const series = this.#find(name, labels);
    const at = bucketOf(tookMs);
    series.buckets[at] = (series.buckets[at] ?? 0) + 1;
    series.value += tookMs;
    series.json = null;
    this.#changed = true;
  }

  /** Never goes back. */
  markAt(mark: number): void {
    if (mark <= this.#mark) return;
    this.#mark = mark;
    this.#changed = true;
  }

  /** What is to be stored; say `stored` when it was. */
  text(): string {
    const series: string[] = [];
    for (const one of this.#series.values()) {
      one.json ??= jsonOf(one);
      series.push(one.json);
    }
    return `{"mark":${this.#mark},"series":[${series.join(",")}]}`;
  }

  stored(): void {
    this.#changed = false;
  }

  samples(): Sample[] {
    return [...this.#series.values()].map(({ name, values: texts, value, buckets }): Sample => {
      const labels = Object.fromEntries(
        definitionOf(name).labels.map((label, at) => [label, texts[at] ?? ""]),
      );
      return buckets.length === 0
        ? { name, labels, value }
        : { name, labels, counts: [...buckets], sum: value / 1000 };
    });
  }

  #find<Name extends CounterName | HistogramName>(name: Name, labels: LabelsOf<Name>): Series {
    const { type, labels: order } = definitionOf(name);
    const given: Readonly<Record<string, string>> = labels;
    const texts = order.map((label) => given[label] ?? "");
    const key = keyOf(name, texts);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const buckets = type === "histogram" ? new Array<number>(BUCKETS).fill(0) : [];
    const made: Series = { name, values: texts, value: 0, buckets, json: null };
    this.#series.set(key, made);
    return made;
  }
}

function jsonOf({ name, values: labels, value, buckets }: Series): string {
  return JSON.stringify(buckets.length === 0 ? [name, labels, value] : [name, labels, buckets, value]);
}

function keyOf(name: string, texts: readonly string[]): string {
  return [name, ...texts].join("\u0000");
}

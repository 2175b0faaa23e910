import type { GaugeName, LabelsOf, MetricName } from "./catalogue.ts";

/** Label values by label name. */
export type Labels = Readonly<Record<string, string>>;

/** The value of a counter or gauge. */
export interface NumberSample {
  readonly name: MetricName;
  readonly labels: Labels;
  readonly value: number;
}

/** A histogram: how many observations fell into each bucket (not cumulative), and the sum of all, in seconds. */
export interface HistogramSample {
  readonly name: MetricName;
  readonly labels: Labels;
  readonly counts: readonly number[];
  readonly sum: number;
}

export type Sample = NumberSample | HistogramSample;

/** What an object tells of itself now. */
export function gauge<Name extends GaugeName>(
  name: Name,
  labels: LabelsOf<Name>,
  value: number | boolean,
): NumberSample {
  return { name, labels, value: Number(value) };
}

/** The sample with labels that name its object before its own. */
export function labelled(sample: Sample, labels: Labels): Sample {
  return { ...sample, labels: { ...labels, ...sample.labels } };
}

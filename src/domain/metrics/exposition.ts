import { BUCKET_BOUNDS } from "./buckets.ts";
import { catalogue, definitionOf, isMetricName, type MetricName } from "./catalogue.ts";
import type { Labels, Sample } from "./sample.ts";

/**
 * The text that Prometheus reads: format 0.0.4 ("Exposition formats", prometheus.io) or OpenMetrics 1.0
 * (prometheus.io/docs/specs/om/open_metrics_spec). They differ in the names of counters' families, in what is escaped
 * in help texts, and in the last line.
 */
export type ExpositionFormat = "prometheus" | "openmetrics";

export const contentTypeOf: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/**
 * All samples, metric by metric in the catalogue's order. Samples with the same name and labels must not be given:
 * a reader refuses the whole text for them.
 */
export function writeExposition(samples: readonly Sample[], format: ExpositionFormat): string {
  const byName = Map.groupBy(samples, ({ name }) => name);
  const lines: string[] = [];
  for (const name of Object.keys(catalogue).filter(isMetricName)) {
    const own = byName.get(name);
    if (own !== undefined) lines.push(...familyLines(name, own, format));
  }
  if (format === "openmetrics") lines.push("# EOF");
  return lines.map((line) => `${line}\n`).join("");
}

function familyLines(name: MetricName, samples: readonly Sample[], format: ExpositionFormat): string[] {
  const { type, help } = definitionOf(name);
  const family = format === "openmetrics" && type === "counter" ? name.replace(/_total$/, "") : name;
  return [
    `# HELP ${family} ${escapeHelp(help, format)}`,
    `# TYPE ${family} ${type}`,
    ...samples.flatMap((sample) => sampleLines(sample)),
  ];
}

function sampleLines(sample: Sample): string[] {
  const { name, labels } = sample;
  if ("value" in sample) return [line(name, labels, sample.value)];
  const lines: string[] = [];
  let count = 0;
  for (const [at, inBucket] of sample.counts.entries()) {
    count += inBucket;
    lines.push(line(`${name}_bucket`, { ...labels, le: boundText(BUCKET_BOUNDS[at]) }, count));
  }
  return [...lines, line(`${name}_sum`, labels, sample.sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberText(value)}`;
}

/** Bounds as OpenMetrics writes them (`1.0`), in both formats: otherwise a bucket would be two series. */
function boundText(bound: number | undefined): string {
  if (bound === undefined) return "+Inf";
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "+Inf" : "-Inf";
}

/** In a label's value backslash, quote and line feed are escaped, and nothing else is. */
export function escapeLabel(text: string): string {
  return text.toWellFormed().replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapeHelp(text: string, format: ExpositionFormat): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return format === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}

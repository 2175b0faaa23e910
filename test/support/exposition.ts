/**
 * A strict reader of what /metrics writes, made from the formats' specifications ("Exposition formats" of
 * prometheus.io for 0.0.4; "OpenMetrics 1.0"). It throws for whatever a reader might refuse or might take for
 * something else; what the formats allow and Sallyport never writes (timestamps, exemplars, comments, blank lines) is
 * refused as well.
 */

export interface Series {
  /** As in the line: with `_bucket`, `_sum`, `_count` for histograms. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly series: Series[];
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const TYPES = ["counter", "gauge", "histogram"];
const NUMBER = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/;

/** The families by name, in the order of the text. */
export function readExposition(text: string, format: "prometheus" | "openmetrics"): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line must end with a line feed");
  const lines = text.slice(0, -1).split("\n");
  if (format === "openmetrics" && lines.pop() !== "# EOF") throw new Error("the last line must be # EOF");
  const families = new Map<string, Family>();
  let current: Family | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const help = /^# HELP (\S+) (.*)$/.exec(line);
    if (help === null) {
      if (current === undefined) throw new Error(`a sample before any family: ${line}`);
      current.series.push(readSample(line));
      continue;
    }
    const [, name = "", escaped = ""] = help;
    const type = /^# TYPE (\S+) (\S+)$/.exec(lines[++at] ?? "");
    if (type?.[1] !== name) throw new Error(`HELP of ${name} is not followed by its TYPE`);
    if (!METRIC.test(name) || families.has(name)) throw new Error(`${name} is no name, or comes twice`);
    if (!TYPES.includes(type[2] ?? "")) throw new Error(`unknown type in ${lines[at]}`);
    const text = unescaped(escaped, format === "openmetrics" ? '\\n"' : "\\n");
    current = { name, type: type[2] ?? "", help: text, series: [] };
    families.set(name, current);
  }
  for (const family of families.values()) checkFamily(family, format);
  return families;
}

function readSample(line: string): Series {
  const match = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/s.exec(line);
  const [, name = "", inside, number = ""] = match ?? [];
  if (!METRIC.test(name) || !NUMBER.test(number)) throw new Error(`this is no sample: ${line}`);
  const value = Number(number.replace("Inf", "Infinity"));
  return { name, labels: inside === undefined ? {} : readLabels(inside), value };
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  for (;;) {
    const match = /^([^=]+)="((?:[^"\\]|\\.)*)"(,|$)/s.exec(rest);
    const [whole = "", name = "", escaped = "", end] = match ?? [];
    if (!LABEL.test(name) || name.startsWith("__")) throw new Error(`these are no labels: ${text}`);
    if (name in labels) throw new Error(`the label ${name} comes twice: ${text}`);
    labels[name] = unescaped(escaped, '\\n"');
    rest = rest.slice(whole.length);
    if (end === "") return labels;
    if (rest === "") throw new Error(`a comma without a label after it: ${text}`);
  }
}

function unescaped(text: string, allowed: string): string {
  return text.replace(/\\(.?)/gs, (_, character: string) => {
    if (character === "" || !allowed.includes(character)) throw new Error(`a wrong escape in ${text}`);
    return character === "n" ? "\n" : character;
  });
}

function checkFamily({ name, type, series }: Family, format: string): void {
  if (series.length === 0) throw new Error(`${name} has no samples`);
  const keys = series.map((one) => JSON.stringify([one.name, Object.entries(one.labels).sort()]));
  if (new Set(keys).size !== keys.length) throw new Error(`${name} has two samples of one series`);
  const suffixes = { counter: format === "openmetrics" ? ["_total"] : [""], gauge: [""], histogram: [] };
  if (type === "histogram") checkHistogram(name, series);
  else {
    const allowed: readonly string[] = type === "counter" ? suffixes.counter : suffixes.gauge;
    for (const one of series) {
      if (!allowed.some((suffix) => one.name === name + suffix)) throw new Error(`${one.name} in ${name}`);
      if ("le" in one.labels) throw new Error(`${name} has the label le, which is for histograms`);
    }
  }
  if (type === "counter") {
    if (format === "openmetrics" && name.endsWith("_total")) throw new Error(`${name} ends in _total`);
    for (const { value } of series) if (!(value >= 0)) throw new Error(`${name} counts ${value}`);
  }
}

/** Buckets of one series rise with their bounds, the last is +Inf, and that is the count. */
function checkHistogram(name: string, series: readonly Series[]): void {
  const groups = Map.groupBy(series, ({ labels: { le: _, ...labels } }) => JSON.stringify(labels));
  for (const group of groups.values()) {
    const buckets = group.filter((one) => one.name === `${name}_bucket`);
    const [sum, count] = ["_sum", "_count"].map((end) => group.filter((one) => one.name === name + end));
    if (sum?.length !== 1 || count?.length !== 1 || group.length !== buckets.length + 2) {
      throw new Error(`${name} has other samples than buckets, one sum and one count`);
    }
    const bounds = buckets.map(({ labels }) => labels["le"] ?? "");
    if (bounds.at(-1) !== "+Inf") throw new Error(`${name} does not end with +Inf`);
    if (!bounds.slice(0, -1).every((bound) => /^\d+\.\d+$/.test(bound))) throw new Error(`${name}: bounds`);
    const rising = buckets.every((one, at) => {
      const before = buckets[at - 1];
      if (before === undefined) return true;
      return (
        one.value >= before.value &&
        Number(one.labels["le"]?.replace("+Inf", "Infinity")) > Number(before.labels["le"])
      );
    });
    if (!rising) throw new Error(`${name} has buckets that fall`);
    if (buckets.at(-1)?.value !== count[0]?.value) throw new Error(`${name}: +Inf is not the count`);
  }
}

/** Every series of every family. */
export function seriesOf(families: ReadonlyMap<string, Family>): Series[] {
  return [...families.values()].flatMap(({ series }) => series);
}

/** The sum of a metric over the series that have these labels; undefined when there is none. */
export function sumOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const fitting = seriesOf(families).filter(
    (one) =>
      one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0);
}

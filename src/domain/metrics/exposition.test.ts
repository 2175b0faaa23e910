import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readExposition } from "../../../test/support/exposition.ts";
import { BUCKET_BOUNDS, BUCKETS, bucketOf } from "./buckets.ts";
import { catalogue, definitionOf, isMetricName } from "./catalogue.ts";
import { writeExposition } from "./exposition.ts";
import { gauge, type HistogramSample, labelled } from "./sample.ts";

const formats = ["prometheus", "openmetrics"] as const;

/** Texts that a tenant could give something as its name, the nasty ones more often than by chance. */
const hostileText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("\\", '"', "\n", "\r", "{", "}", ",", "=", "#", "n", " ", "\u2028", "\ud800"),
  }),
);

describe("label values", () => {
  it("come back as they were, whatever is in them, and never end a line or a label", () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.constantFrom(...formats), (name, strategy, format) => {
        const sample = labelled(gauge("sallyport_resource_info", { name }, 1), { strategy });
        const families = readExposition(writeExposition([sample], format), format);
        const read = families.get("sallyport_resource_info")?.series;
        // A lone half of a character pair is no text in UTF-8 and is written as U+FFFD.
        const labels = { strategy: strategy.toWellFormed(), name: name.toWellFormed() };
        expect(read).toEqual([{ name: "sallyport_resource_info", labels, value: 1 }]);
      }),
    );
  });
});

describe("numbers", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...formats), (value, format) => {
        const text = writeExposition([gauge("sallyport_active_sessions", {}, value)], format);
        const read = readExposition(text, format).get("sallyport_active_sessions")?.series[0]?.value;
        expect(Object.is(read, value) || (read === 0 && value === 0)).toBe(true);
      }),
    );
  });
});

describe("histograms", () => {
  it("are cumulative, end with +Inf and count every observation once", () => {
    const times = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.constantFrom(...formats), (all, format) => {
        const counts = new Array<number>(BUCKETS).fill(0);
        for (const ms of all) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
        const sum = all.reduce((total, ms) => total + ms / 1000, 0);
        const sample: HistogramSample = {
          name: "auth_duration_seconds",
          labels: { method: "password" },
          counts,
          sum,
        };
        const series =
          readExposition(writeExposition([sample], format), format).get(sample.name)?.series ?? [];
        for (const { name, labels, value } of series) {
          if (name.endsWith("_sum")) expect(value).toBe(sum);
          else if (name.endsWith("_count")) expect(value).toBe(all.length);
          else {
            const bound = Number(labels["le"]?.replace("+Inf", "Infinity"));
            expect(value).toBe(all.filter((ms) => ms <= bound * 1000).length);
          }
        }
        expect(series).toHaveLength(BUCKETS + 2);
      }),
    );
  });

  it("have bounds that rise", () => {
    expect(BUCKET_BOUNDS).toEqual([...new Set(BUCKET_BOUNDS)].sort((a, b) => a - b));
  });
});

describe("the catalogue", () => {
  it("names metrics and labels as Prometheus asks: base units, _total for counters only, no reserved label", () => {
    for (const name of Object.keys(catalogue).filter(isMetricName)) {
      const { type, labels, help } = definitionOf(name);
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(name.endsWith("_total"), name).toBe(type === "counter");
      if (type === "histogram") expect(name.endsWith("_seconds"), name).toBe(true);
      for (const label of labels)
        expect(label, name).toMatch(/^(?!le$|quantile$|job$|instance$)[a-z][a-z_]*$/);
      expect(help.endsWith("."), name).toBe(true);
    }
  });

  it("is written in one block for each metric, whatever the order of the samples", () => {
    const up = (strategy: string) => labelled(gauge("sallyport_up", { kind: "strategy" }, 1), { strategy });
    const halted = (strategy: string) => labelled(gauge("sallyport_strategy_halted", {}, 0), { strategy });
    const text = writeExposition([up("a"), halted("a"), up("b"), halted("b")], "prometheus");
    expect([...readExposition(text, "prometheus").keys()]).toEqual([
      "sallyport_strategy_halted",
      "sallyport_up",
    ]);
  });
});

describe("the reader that these tests trust", () => {
  const good = '# HELP a_total A.\n# TYPE a_total counter\na_total{x="1"} 2\n';

  it("refuses what a reader might refuse or take for something else", () => {
    expect(readExposition(good, "prometheus").get("a_total")?.series).toHaveLength(1);
    for (const bad of [
      good.trimEnd(),
      good.replace("# TYPE a_total counter\n", ""),
      good.replace("counter", "count"),
      good.replace("2\n", "two\n"),
      good.replace("2\n", "-2\n"),
      good.replace('"1"', '"1'),
      good.replace('"1"', '"\\x"'),
      good.replace('x="1"', 'x="1",x="2"'),
      good.replace('x="1"', '0x="1"'),
      good.replace('x="1"', 'x="1",'),
      good.replace('x="1"', 'le="1"'),
      good.replace('a_total{x="1"} 2', 'b_total{x="1"} 2'),
      `${good}a_total{x="1"} 3\n`,
      `${good}\n`,
      good + good,
      'a_total{x="1"} 2\n',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1.0"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n',
      '# HELP h H.\n# TYPE h histogram\nh_bucket{le="1.0"} 1\nh_sum 1\nh_count 1\n',
    ]) {
      expect(() => readExposition(bad, "prometheus"), bad).toThrow();
    }
    for (const bad of [good, `${good}# EOF\n`, `${good}# EOF\n${good}`]) {
      expect(() => readExposition(bad, "openmetrics"), bad).toThrow();
    }
  });
});

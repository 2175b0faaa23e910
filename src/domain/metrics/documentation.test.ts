import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BUCKET_BOUNDS } from "./buckets.ts";
import { catalogue, definitionOf, isMetricName } from "./catalogue.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/metrics.md"), "utf8");

test("docs/metrics.md has every metric with its type and labels, in the order of a scrape, and no other", () => {
  const rows = [...text.matchAll(/^\| `([a-z_]+)` \| (counter|gauge|histogram) \| ([^|]*)\|/gm)];
  const told = rows.map(([, name, type, labels = ""]) => ({
    name,
    type,
    labels: [...labels.matchAll(/`([a-z_]+)`/g)].map(([, label]) => label),
  }));
  const known = Object.keys(catalogue).filter(isMetricName);
  expect(told).toEqual(
    known.map((name) => {
      const { type, labels } = definitionOf(name);
      return { name, type, labels: [...labels] };
    }),
  );
});

test("docs/metrics.md names the bounds of the buckets", () => {
  const [, ms = "", s = ""] = /The buckets end at ([\d., and]+) ms\s+and ([\d., and]+) s\./.exec(text) ?? [];
  const numbers = (list: string) => (list.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  expect([...numbers(ms).map((bound) => bound / 1000), ...numbers(s)]).toEqual(BUCKET_BOUNDS);
});

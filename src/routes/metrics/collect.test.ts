import { describe, expect, it, vi } from "vitest";
import type { MetricSource } from "../../../durable-objects/tenant/tenant-metrics.ts";
import { gauge, type Sample } from "../../domain/metrics/sample.ts";
import { type CollectLimits, collect } from "./collect.ts";

// Node has no `scheduler` of the platform; its own has the same `wait`.
vi.stubGlobal("scheduler", (await import("node:timers/promises")).scheduler);

const limits: CollectLimits = { atOnce: 4, most: 10, objectMs: 40, allMs: 1_000 };
const halted: Sample = gauge("sallyport_strategy_halted", {}, 0);

function sources(count: number): MetricSource[] {
  return Array.from({ length: count }, (_, n) => ({
    kind: "strategy",
    id: `str_${n}`,
    label: `str_${n}`,
    name: `Strategy ${n}`,
  }));
}

const of = (samples: readonly Sample[], name: string) =>
  samples.flatMap((sample) => (sample.name === name && "value" in sample ? [sample] : []));
const results = (samples: readonly Sample[]) =>
  Object.fromEntries(
    of(samples, "sallyport_scrape_objects").map(({ labels, value }) => [labels["result"], value]),
  );

describe("a scrape", () => {
  it("labels what each object says with the object", async () => {
    const samples = await collect(sources(2), async () => [halted], limits);
    expect(of(samples, "sallyport_strategy_halted").map(({ labels }) => labels)).toEqual([
      { strategy: "str_0" },
      { strategy: "str_1" },
    ]);
    expect(results(samples)).toEqual({ answered: 2, failed: 0, skipped: 0 });
  });

  it("goes on without objects that fail, do not exist, or never answer: they are down, and say nothing", async () => {
    vi.spyOn(console, "warn").mockReturnValue(undefined);
    const ask = ({ id }: MetricSource): Promise<readonly Sample[] | null> => {
      if (id === "str_0") return Promise.reject(new Error("overloaded"));
      if (id === "str_1") return Promise.resolve(null);
      if (id === "str_2") return new Promise(() => undefined);
      return Promise.resolve([halted]);
    };
    const samples = await collect(sources(4), ask, limits);
    expect(of(samples, "sallyport_up").map(({ value }) => value)).toEqual([0, 0, 0, 1]);
    expect(of(samples, "sallyport_strategy_halted")).toHaveLength(1);
    expect(results(samples)).toEqual({ answered: 1, failed: 3, skipped: 0 });
  });

  it("asks a few objects at a time, and no more than one request may", async () => {
    let [now, most, asked] = [0, 0, 0];
    const ask = async (): Promise<Sample[]> => {
      most = Math.max(most, ++now);
      asked++;
      await Promise.resolve();
      now--;
      return [];
    };
    const samples = await collect(sources(13), ask, limits);
    expect(most).toBeLessThanOrEqual(limits.atOnce);
    expect(asked).toBe(10);
    expect(results(samples)).toEqual({ answered: 10, failed: 0, skipped: 3 });
  });

  it("ends in its time when no object answers", async () => {
    const started = performance.now();
    const ask = () => new Promise<never>(() => undefined);
    const samples = await collect(sources(10), ask, { ...limits, atOnce: 1, objectMs: 30, allMs: 60 });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(results(samples)).toEqual({ answered: 0, failed: 10, skipped: 0 });
    expect(of(samples, "sallyport_up")).toHaveLength(10);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/domain/metrics/catalogue.ts";
import { reasonLabel } from "../../src/domain/metrics/reasons.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";
import { Counters } from "./counters.ts";

const key = ({ name, labels }: Sample) => JSON.stringify([name, labels]);
const total = (sample: Sample) =>
  "value" in sample ? sample.value : sample.counts.reduce((sum, count) => sum + count, 0);

/** Things that happen to counters: they count, are stored, or their object is evicted or crashes. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("count" as const), reason: fc.constantFrom("stale", "no_route", "") }),
    fc.record({ kind: fc.constant("time" as const), ms: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }),
    fc.record({ kind: fc.constantFrom("store" as const, "show" as const, "crash" as const) }),
  ),
  { maxLength: 60 },
);

describe("counters", () => {
  it("never show less than they have shown, when they are stored before they are shown", () => {
    fc.assert(
      fc.property(happenings, (all) => {
        let counters = new Counters();
        let stored: string | null = null;
        const shown = new Map<string, number>();
        const store = () => {
          if (!counters.changed) return;
          stored = counters.text();
          counters.stored();
        };
        for (const happening of all) {
          if (happening.kind === "count") {
            counters.add("sallyport_alerts_total", { verdict: "refused", reason: happening.reason });
          } else if (happening.kind === "time") {
            counters.observe("sallyport_order_step_seconds", { step: "sent" }, happening.ms);
          } else if (happening.kind === "crash") counters = new Counters(stored);
          else {
            store();
            if (happening.kind === "store") continue;
            const samples = new Map(counters.samples().map((sample) => [key(sample), sample]));
            for (const [series, before] of shown) {
              const sample = samples.get(series);
              expect(sample === undefined ? -1 : total(sample)).toBeGreaterThanOrEqual(before);
            }
            for (const [series, sample] of samples) shown.set(series, total(sample));
          }
        }
      }),
    );
  });

  it("are the same after they were stored and read, with their mark", () => {
    const counters = new Counters();
    counters.add("sallyport_orders_total", { state: "rejected", door: "agent", reason: "stale" }, 3);
    counters.observe("auth_duration_seconds", { method: "password" }, 120);
    counters.markAt(7);
    const read = new Counters(counters.text());
    expect(read.samples()).toEqual(counters.samples());
    expect(read.mark).toBe(7);
    expect(read.changed).toBe(false);
  });

  it("of a version that had other metrics, labels or buckets begin anew, and the rest is kept", () => {
    const text = JSON.stringify({
      mark: 3,
      series: [
        ["gone_total", [], 5],
        ["sallyport_alerts_total", ["accepted"], 5],
        ["auth_duration_seconds", ["password"], 5],
        ["failed_logins_total", [], 2],
      ],
    });
    expect(new Counters(text).samples()).toEqual([{ name: "failed_logins_total", labels: {}, value: 2 }]);
  });

  it("have as many series as the catalogue's closed lists allow, whatever code an agent invents", () => {
    const counters = new Counters();
    for (let n = 0; n < 1_000; n++) {
      const labels = { state: "rejected", door: "agent", reason: reasonLabel(`invented_${n}`) };
      counters.add("sallyport_orders_total", labels);
    }
    expect(counters.samples()).toEqual([
      {
        name: "sallyport_orders_total",
        labels: { state: "rejected", door: "agent", reason: "other" },
        value: 1_000,
      },
    ]);
    expect(catalogue.sallyport_orders_total.labels).toEqual(["state", "door", "reason"]);
  });

  it("take a time that clocks made negative as none", () => {
    const counters = new Counters();
    counters.observe("auth_duration_seconds", { method: "passkey" }, -5);
    expect(counters.samples()[0]).toMatchObject({ sum: 0, counts: expect.arrayContaining([1]) });
  });
});

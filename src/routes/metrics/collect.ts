import type { MetricSource } from "../../../durable-objects/tenant/tenant-metrics.ts";
import { gauge, labelled, type Sample } from "../../domain/metrics/sample.ts";

export interface CollectLimits {
  /** Objects that are asked at the same time. */
  readonly atOnce: number;
  /** Objects that one scrape asks: the platform limits the calls that one request may make. */
  readonly most: number;
  /** How long an object may take, and how long all of them together, in milliseconds. */
  readonly objectMs: number;
  readonly allMs: number;
}

/** Below the 10 s that Prometheus waits by default (`scrape_timeout`). */
export const COLLECT_LIMITS: CollectLimits = { atOnce: 16, most: 900, objectMs: 2_000, allMs: 7_000 };

/** Asks one object; null when it does not exist. */
export type AskSource = (source: MetricSource) => Promise<readonly Sample[] | null>;

/**
 * The samples of all sources, each labelled with its own. A source that fails or takes too long gives
 * `sallyport_up 0` and nothing else: its counters are absent then, and do not seem to have gone back.
 */
export async function collect(
  sources: readonly MetricSource[],
  ask: AskSource,
  limits: CollectLimits = COLLECT_LIMITS,
): Promise<Sample[]> {
  const asked = sources.slice(0, limits.most);
  const endMs = Date.now() + limits.allMs;
  const answers: (readonly Sample[] | null)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < asked.length) {
      const at = next++;
      const source = asked[at];
      const leftMs = Math.min(limits.objectMs, endMs - Date.now());
      if (source !== undefined && leftMs > 0) answers[at] = await within(leftMs, source, ask);
    }
  };
  await Promise.all(Array.from({ length: limits.atOnce }, work));
  const samples = asked.flatMap((source, at) => samplesOf(source, answers[at] ?? null));
  const answered = answers.filter((answer) => answer !== null && answer !== undefined).length;
  const results = {
    answered,
    failed: asked.length - answered,
    skipped: sources.length - asked.length,
  };
  const counts = Object.entries(results).map(([result, count]) =>
    gauge("sallyport_scrape_objects", { result }, count),
  );
  return [...samples, ...counts];
}

function samplesOf(source: MetricSource, answer: readonly Sample[] | null): Sample[] {
  const { kind, label, name } = source;
  const info = name === null ? [] : [gauge("sallyport_resource_info", { name }, 1)];
  const own = [...(answer ?? []), ...info, gauge("sallyport_up", { kind }, answer !== null)];
  return own.map((sample) => labelled(sample, { [kind]: label }));
}

/** The answer, or null when it does not come in time or is a failure. */
async function within(ms: number, source: MetricSource, ask: AskSource): Promise<readonly Sample[] | null> {
  const late = new AbortController();
  const tooLate = scheduler.wait(ms, { signal: late.signal }).then(
    () => null,
    // It was called off because the answer came first.
    () => null,
  );
  try {
    return await Promise.race([ask(source), tooLate]);
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    console.warn(JSON.stringify({ event: "scrape_failed", kind: source.kind, id: source.id, name }));
    return null;
  } finally {
    late.abort();
  }
}

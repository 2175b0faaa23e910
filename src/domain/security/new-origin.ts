import * as z from "zod";
import type { SecurityEvent } from "./event.ts";
import type { Finding, FindingSubject, Step } from "./finding.ts";
import { readOrigin } from "./origin.ts";
import { MOST_ORIGINS, ORIGIN_KEPT_MS } from "./thresholds.ts";

/** Digests of what was seen of a person, each with the time when it was seen last. */
export const seenOriginsSchema = z.array(z.object({ digest: z.string(), lastAtMs: z.number() }));
export type SeenOrigins = z.infer<typeof seenOriginsSchema>;

type Sort = "country" | "device";

const advice =
  "Ask the member whether it was them. If not, lock the account and let them choose another password and add a passkey.";

/**
 * A login from a country, or with a device, that was never seen for this person, or not for half a year. The first
 * one of all is how one begins, and no finding; nor is a country that the platform does not tell.
 */
export function newOrigin(
  sort: Sort,
  state: SeenOrigins,
  { atMs, agent, address }: SecurityEvent,
  subject: FindingSubject,
  digest: (text: string) => string,
): Step<SeenOrigins> {
  const value = agent === null ? null : (readOrigin(agent)?.[sort] ?? null);
  if (value === null) return { state, finding: null };
  const key = digest(`${sort}|${subject.id}|${value}`);
  const kept = state.filter((one) => one.lastAtMs > atMs - ORIGIN_KEPT_MS && one.digest !== key);
  const known = kept.length < state.filter((one) => one.lastAtMs > atMs - ORIGIN_KEPT_MS).length;
  const next = [...kept, { digest: key, lastAtMs: atMs }].slice(-MOST_ORIGINS);
  if (known || state.length === 0) return { state: next, finding: null };
  return { state: next, finding: findingOf(sort, value, subject, address, atMs) };
}

function findingOf(
  sort: Sort,
  value: string,
  subject: FindingSubject,
  address: string | null,
  atMs: number,
): Finding {
  const from = address === null ? "" : ` (address ${address})`;
  const seen =
    sort === "country"
      ? `from the country ${value}${from}, from where this member never did before`
      : `with ${value}${from}, which this member never used before`;
  const rule = sort === "country" ? "new_country" : "new_device";
  const severity = sort === "country" ? "warning" : "info";
  return { rule, severity, subject, cause: `A login came ${seen}.`, advice, atMs };
}

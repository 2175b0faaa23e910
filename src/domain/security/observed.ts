import * as z from "zod";
import type { Change } from "../audit/draft.ts";
import type { Finding, FindingSubject } from "./finding.ts";

/**
 * What a strategy or a trading account saw of its own traffic: told to the tenant in the `changes` of an audit entry
 * `security.unusual_activity`, of which the tenant makes a finding. Numbers, no texts: the words are chosen here.
 */
export const observationSchema = z.discriminatedUnion("rule", [
  z.object({
    rule: z.literal("sudden_volume"),
    what: z.enum(["alerts", "orders"]),
    count: z.coerce.number().int(),
    usual: z.coerce.number(),
  }),
  z.object({
    rule: z.literal("unusual_size"),
    symbol: z.string().max(32),
    lots: z.string().max(32),
    usual: z.string().max(32),
  }),
  z.object({
    rule: z.literal("error_burst"),
    what: z.enum(["alerts", "orders"]),
    errors: z.coerce.number().int(),
    all: z.coerce.number().int(),
    code: z.string().max(64),
  }),
]);
export type Observation = z.infer<typeof observationSchema>;

/** The observation in an entry's changes; null when it is none that is known here. */
export function readObservation(changes: readonly Change[]): Observation | null {
  const fields = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  const read = observationSchema.safeParse(fields);
  return read.success ? read.data : null;
}

/** The finding in what a strategy or an account observed. */
export function observedFinding(observation: Observation, subject: FindingSubject, atMs: number): Finding {
  const { rule } = observation;
  return { rule, severity: "warning", subject, atMs, ...wordsOf(observation) };
}

function wordsOf(observation: Observation): { cause: string; advice: string } {
  switch (observation.rule) {
    case "sudden_volume": {
      const { what, count, usual } = observation;
      return {
        cause: `${count} ${what} came within a minute, where ${usual} a minute are usual.`,
        advice:
          what === "alerts"
            ? "Look at what sends them: a script that fires on every tick, or somebody who has the secret. Halt the strategy until you know; a limit of alerts a minute can be set in its settings."
            : "Look at which strategy they come from and halt it until you know why. If they are not yours, stop trading on the account.",
      };
    }
    case "unusual_size": {
      const { symbol, lots, usual } = observation;
      return {
        cause: `An order of ${lots} lots of ${symbol} came, where ${usual} lots are usual.`,
        advice:
          "Look at the order and at the alert that it came from. If it is a mistake, close the position and lower the account's largest volume, which refuses such orders.",
      };
    }
    case "error_burst": {
      const { what, errors, all, code } = observation;
      return {
        cause: `${errors} of ${all} ${what} failed within ten minutes, the last with "${code}".`,
        advice:
          what === "alerts"
            ? "Look at the refusals on the strategy's alerts: each says what was wrong and where. After a change of a script it is usually the message."
            : "Look at the refusals of the account's orders. Orders whose outcome is unknown are looked for by themselves; do not send them again.",
      };
    }
  }
}

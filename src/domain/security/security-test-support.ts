import { createHash } from "node:crypto";
import type { SecurityEvent } from "./event.ts";
import type { Finding, FindingSubject } from "./finding.ts";
import { type StoredRule, storedRules } from "./stored-rules.ts";

/** For tests of the rules: events in their shortest form, and a tenant's memory in its simplest. */

export const PERSON = `usr_${"0".repeat(26)}`;
export const STRATEGY = `str_${"0".repeat(26)}`;
export const MINUTE_MS = 60_000;
/** Some Monday, so that the times in a failing test can be read. */
export const START_MS = Date.UTC(2026, 10, 16);

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export function event(action: SecurityEvent["action"], more: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    action,
    refused: false,
    code: null,
    atMs: START_MS,
    count: 1,
    personId: PERSON,
    address: "192.0.2.7",
    agent: null,
    subject: null,
    ...more,
  };
}

export function failed(more: Partial<SecurityEvent> = {}): SecurityEvent {
  return event("login.failed", { refused: true, code: "wrong_credentials", ...more });
}

export function login(agent: string | null, more: Partial<SecurityEvent> = {}): SecurityEvent {
  return event("session.begun", { agent, ...more });
}

export function ruleNamed(name: StoredRule["name"]): StoredRule {
  const rule = storedRules.find((one) => one.name === name);
  if (rule === undefined) throw new Error(`no rule ${name}`);
  return rule;
}

/** What a rule finds in events, one after another. */
export function findingsOf(name: StoredRule["name"], events: readonly SecurityEvent[]): Finding[] {
  const rule = ruleNamed(name);
  const states = new Map<string, string>();
  const found: Finding[] = [];
  const key = ({ kind, id }: FindingSubject) => `${kind} ${id}`;
  for (const one of events) {
    for (const subject of rule.subjectsOf(one)) {
      const { state, finding } = rule.step(states.get(key(subject)) ?? null, one, subject, digest);
      states.set(key(subject), state);
      if (finding !== null) found.push(finding);
    }
  }
  return found;
}

/** A generator of numbers in [0, 1) from a seed (mulberry32), so that a run can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How many events come in a minute in which `mean` are expected, each for itself (Poisson, by Knuth). */
export function arrivals(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let [count, product] = [0, random()];
  while (product > limit) {
    count++;
    product *= random();
  }
  return count;
}

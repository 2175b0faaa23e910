import type { Severity } from "../security/severity.ts";
import { severityWord } from "./lines.ts";
import type { Notice } from "./notice.ts";
import { cutTo, oneLine } from "./plain-text.ts";

/** Titles that a digest names; the others are counted. */
const MOST_TITLES = 20;
const TEXT_LONGEST = 4_000;

const rank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** True when `severity` is at least `least`. */
export function atLeast(severity: Severity, least: Severity): boolean {
  return rank[severity] >= rank[least];
}

/**
 * One notice in the place of several that came too fast: as severe as the worst of them, the worst first.
 * `id` is the digest's own; throws when there is nothing to tell.
 */
export function digestOf(notices: readonly Notice[], id: string): Notice {
  const sorted = [...notices].sort((a, b) => rank[b.severity] - rank[a.severity] || a.atMs - b.atMs);
  const [worst] = sorted;
  if (worst === undefined) throw new Error("a digest of nothing");
  const named = sorted.slice(0, MOST_TITLES);
  const lines = named.map(({ severity, title }) => `${severityWord[severity]}: ${oneLine(title)}`);
  const left = sorted.length - named.length;
  return {
    id,
    kind: worst.kind,
    severity: worst.severity,
    atMs: Math.max(...notices.map(({ atMs }) => atMs)),
    title: `${notices.length} more notices`,
    text: cutTo([...lines, ...(left > 0 ? [`and ${left} more`] : [])].join("\n"), TEXT_LONGEST),
    advice: "More came within a minute than are sent one by one. The list of notices has each of them.",
    facts: [],
  };
}

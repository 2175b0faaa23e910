import type { Severity } from "../security/severity.ts";
import type { Notice } from "./notice.ts";
import { oneLine, severalLines } from "./plain-text.ts";

/** How a severity is called in front of a title; plain letters, since colours and signs do not reach everybody. */
export const severityWord: Readonly<Record<Severity, string>> = {
  info: "Info",
  warning: "Warning",
  critical: "Critical",
};

/** `Critical: Trading was stopped`, on one line. */
export function headline(notice: Notice): string {
  return `${severityWord[notice.severity]}: ${oneLine(notice.title)}`;
}

/** What happened and what to do, as paragraphs; those without content are left out. */
export function story({ text, advice }: Notice): string {
  const parts = [severalLines(text), severalLines(advice ?? "")];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The facts as `name` and `value` on one line each, the time among them; those without a name are left out. */
export function factsOf({ facts, atMs }: Notice): readonly (readonly [string, string])[] {
  const cleaned = facts.map(([name, value]) => [oneLine(name), oneLine(value)] as const);
  return [...cleaned.filter(([name]) => name !== ""), ["Time", timeText(atMs)] as const];
}

/** The whole notice as plain text, without its headline. */
export function plainBody(notice: Notice): string {
  const facts = factsOf(notice).map(([name, value]) => `${name}: ${value}`);
  return [story(notice), facts.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** `2026-11-21 17:36:50 UTC`. */
function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

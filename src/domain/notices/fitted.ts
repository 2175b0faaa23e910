import type { Notice } from "./notice.ts";
import { cutTo, oneLine } from "./plain-text.ts";

/** The same notice within the lengths of its schema: a name that is too long must not stop what it is told of. */
export function fitted(notice: Notice): Notice {
  const { id, title, text, advice, facts } = notice;
  return {
    ...notice,
    id: id.slice(0, 80),
    title: cutTo(oneLine(title), 160) || "Notice",
    text: cutTo(text, 4_000),
    advice: advice === null ? null : cutTo(advice, 1_000),
    facts: facts.slice(0, 20).map(([name, value]) => [cutTo(name, 60), cutTo(value, 200)]),
  };
}

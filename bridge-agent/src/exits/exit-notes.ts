import type { Note } from "../../../src/domain/order/events.ts";

export type ExitNoteCode = "breakeven_set" | "stop_trailed" | "exit_failed";

/** The most characters that a note has. */
const LONGEST = 300;

/** A note about the exits of a position; `what` is a sentence without its full stop. */
export function noteOf(
  code: ExitNoteCode,
  { ident, symbol, side }: { readonly ident: string; readonly symbol: string; readonly side: string },
  what: string,
): Note {
  const message = `Position ${ident} (${symbol} ${side}): ${what}${what.endsWith(".") ? "" : "."}`;
  return { event: "noted", code, message: message.slice(0, LONGEST) };
}

import type { TicketDraft } from "./ticket-draft.ts";

let setter: ((side: TicketDraft["side"]) => void) | null = null;

/** The ticket says how its side is set from elsewhere; returns how it is taken back. */
export function setTicketSide(set: (side: TicketDraft["side"]) => void): () => void {
  setter = set;
  return () => {
    if (setter === set) setter = null;
  };
}

/** Keys choose the side; without a ticket on the screen nothing happens. */
export function wishSide(side: TicketDraft["side"]): void {
  setter?.(side);
}

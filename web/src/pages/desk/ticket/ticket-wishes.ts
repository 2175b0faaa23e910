import type { TicketDraft } from "./ticket-draft.ts";

/** How the ticket is filled in from elsewhere. */
export interface TicketWishes {
  readonly side: (side: TicketDraft["side"]) => void;
  /** A price that was picked on the chart; an order at the market has none. */
  readonly price: (price: string) => void;
}

let taker: TicketWishes | null = null;

/** The ticket on the screen takes wishes; returns how it stops. */
export function takeWishes(wishes: TicketWishes): () => void {
  taker = wishes;
  return () => {
    if (taker === wishes) taker = null;
  };
}

/** Without a ticket on the screen nothing happens. */
export const wishes: TicketWishes = {
  side: (side) => taker?.side(side),
  price: (price) => taker?.price(price),
};

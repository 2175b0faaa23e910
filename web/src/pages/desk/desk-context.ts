import { createContext, useContext } from "react";
import type { Live } from "../../live/use-live.ts";
import type { Blocked } from "./blocked.ts";
import type { Actions } from "./doings/actions.ts";
import type { Ordered } from "./doings/desk-order.ts";
import type { Doing } from "./doings/doings.ts";
import type { SymbolFacts } from "./symbol-facts.ts";

/** What every part of the desk needs to know. */
export interface Desk {
  readonly accountId: string;
  /** The symbol that chart, book and ticket are about; null while none is known. */
  readonly symbol: string | null;
  readonly show: (symbol: string) => void;
  readonly factsOf: (symbol: string) => SymbolFacts | undefined;
  readonly live: Live;
  /** By the role; the gateway has the last word. */
  readonly mayTrade: boolean;
  readonly seesOrders: boolean;
  /** The account's currency; empty while it is not known. */
  readonly currency: string;
  /** Why nothing can be opened now; null when it can. */
  readonly blocked: Blocked | null;
  /** Closing and moving need no confirmation in this browser. */
  readonly oneClick: boolean;
  readonly act: (
    what: string,
    target: string,
    send: (actions: Actions) => Promise<Ordered>,
  ) => Promise<Doing>;
}

export const DeskContext = createContext<Desk | null>(null);

/** Only below the desk. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("this is no part of the desk");
  return desk;
}

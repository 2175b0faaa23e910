import { useCallback, useState } from "react";
import * as z from "zod";
import { usePerson } from "../../../session/session.tsx";
import { newKey } from "../doings/actions.ts";
import { keep, recall } from "../kept.ts";
import { firstTicket, forSymbol, type TicketDraft, ticketDraftSchema } from "./ticket-draft.ts";

const keptSchema = z.object({
  draft: ticketDraftSchema,
  /** What was sent and has no answer yet that says that it is in the ledger. */
  sent: z.object({ message: z.string(), key: z.string() }).nullable(),
});

const start: z.infer<typeof keptSchema> = { draft: firstTicket, sent: null };

export interface Ticket {
  readonly draft: TicketDraft;
  readonly change: (part: Partial<TicketDraft>) => void;
  /** The key to send the message with: the same one until it is known to be in the ledger, so that it cannot be doubled. */
  readonly keyFor: (message: string) => string;
  /** It is in the ledger: the same ticket sent again is another order. */
  readonly taken: () => void;
}

/**
 * The ticket of this person on an account. It is kept in the tab, so that it survives a refusal, a reload, and the end
 * of the session: whoever logs in again finds it filled in.
 */
export function useTicket(accountId: string, symbol: string | null): Ticket {
  const { userId } = usePerson();
  const name = `ticket.${userId}.${accountId}`;
  const [kept, setKept] = useState(() => recall(sessionStorage, name, keptSchema, start));
  const draft = symbol === null ? kept.draft : forSymbol(kept.draft, symbol);
  const set = useCallback(
    (next: typeof kept) => {
      keep(sessionStorage, name, next);
      setKept(next);
    },
    [name],
  );
  return {
    draft,
    change: (part) => set({ ...kept, draft: { ...draft, ...part } }),
    keyFor: (message) => {
      const key = kept.sent?.message === message ? kept.sent.key : newKey();
      set({ draft, sent: { message, key } });
      return key;
    },
    taken: () => set({ draft, sent: null }),
  };
}

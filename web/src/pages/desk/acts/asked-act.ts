import type { Amount } from "../../../../../src/domain/alert/signal.ts";
import type { StopsChange } from "../doings/actions.ts";

/** An act on one ticket, as `POST /api/accounts/{id}/preview` takes it. */
export type AskedAct =
  | { readonly do: "close_position"; readonly position: string; readonly amount: Amount }
  | { readonly do: "flip_position"; readonly position: string }
  | ({ readonly do: "modify_position"; readonly position: string } & StopsChange)
  | ({ readonly do: "modify_pending"; readonly ticket: string; readonly price?: string } & StopsChange)
  | { readonly do: "cancel_pending"; readonly ticket: string };

import type { Amount } from "../../../../../src/domain/alert/signal.ts";
import { call } from "../../../api/client.ts";
import { type Ordered, orderedSchema } from "./desk-order.ts";

/** What is changed of stops: null takes one away, what is absent stays. Prices are decimal texts. */
export interface StopsChange {
  readonly stopLoss?: string | null;
  readonly takeProfit?: string | null;
}

/** A name for one wish: whoever repeats the wish repeats it with the same one, and it is carried out once. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** The ways to act on one account; each resolves when the ledger has it, and throws `ApiError` when it was refused. */
export function actionsOn(accountId: string) {
  const account = `/api/accounts/${accountId}`;
  const send = (
    path: string,
    body: unknown,
    key: string,
    method: "POST" | "PATCH" = "POST",
  ): Promise<Ordered> =>
    call(`${account}${path}`, { method, body, answer: orderedSchema, idempotencyKey: key });
  return {
    /** `message` is Sallyport JSON. */
    order: (message: unknown, key: string) => send("/orders", message, key),
    close: (position: string, amount: Amount) => send(`/positions/${position}/close`, { amount }, newKey()),
    flip: (position: string) => send(`/positions/${position}/flip`, {}, newKey()),
    changePosition: (position: string, change: StopsChange) =>
      send(`/positions/${position}`, change, newKey(), "PATCH"),
    changePending: (ticket: string, change: StopsChange & { readonly price?: string }) =>
      send(`/pendings/${ticket}`, change, newKey(), "PATCH"),
    cancel: (ticket: string) => send(`/pendings/${ticket}/cancel`, {}, newKey()),
    /** Without a symbol: the whole account. */
    flatten: (symbol: string | null) => send("/flatten", symbol === null ? {} : { symbol }, newKey()),
  };
}
export type Actions = ReturnType<typeof actionsOn>;

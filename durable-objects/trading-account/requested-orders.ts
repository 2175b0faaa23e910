import type { Signal } from "../../src/domain/alert/signal.ts";
import { type PlannedOrder, planOrders } from "../../src/domain/order/plan.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { AccountRow } from "./account-row.ts";
import type { Terminal } from "./terminal.ts";
import type { OrderRequest } from "./views.ts";

type ClosePosition = Extract<OrderRequest["what"], { do: "close_position" }>;

/** What a request orders on the account as it stands. */
export function planRequest(
  what: OrderRequest["what"],
  account: Pick<AccountRow, "id" | "settings">,
  terminal: Pick<Terminal, "facts" | "positions">,
): Result<PlannedOrder[], Refusal> {
  return what.do === "signal"
    ? planSignal(what.signal, account, terminal)
    : planClosing(what, account, terminal);
}

function planSignal(
  signal: Signal,
  { id, settings }: Pick<AccountRow, "id" | "settings">,
  { facts }: Pick<Terminal, "facts">,
): Result<PlannedOrder[], Refusal> {
  if (signal.legs.some(({ action }) => action === "control")) {
    return err(refusal("action_not_here", "Stopping and resuming concerns a strategy, not an account."));
  }
  const route = { accountId: id, symbols: {}, enabled: true };
  return planOrders({ signal, route, profile: { settings, facts } });
}

function planClosing(
  { position, amount }: ClosePosition,
  { settings }: Pick<AccountRow, "settings">,
  terminal: Pick<Terminal, "positions">,
): Result<PlannedOrder[], Refusal> {
  const held = terminal.positions().positions.find((one) => one.position === position);
  if (held === undefined) {
    return err(
      refusal("unknown_position", "The account has no such position, by its agent's latest report."),
    );
  }
  if (held.external === true && settings.rules.external === "leave") {
    const why = "Sallyport did not open this position, and the account's rules leave such ones alone.";
    return err(refusal("external_position", why, { hint: 'settings.rules.external: "manage"' }));
  }
  const { symbol } = held;
  return ok([{ leg: 0, entry: false, instruction: { kind: "close_position", symbol, position, amount } }]);
}

/** The request for the audit log, as plain data. */
export function toldOf(what: OrderRequest["what"]): Record<string, unknown> {
  if (what.do === "close_position") return { position: what.position, amount: what.amount };
  const { symbol = null, legs } = what.signal;
  return { symbol, legs };
}

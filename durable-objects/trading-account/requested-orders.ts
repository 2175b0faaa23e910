import type { Signal } from "../../src/domain/alert/signal.ts";
import { type PlannedOrder, planOrders } from "../../src/domain/order/plan.ts";
import { planTicketAct, type TicketAct } from "../../src/domain/order/ticket-acts.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { AccountRow } from "./account-row.ts";
import type { Terminal } from "./terminal.ts";

/** What a person or program asks for. */
export type Asked =
  | { readonly do: "signal"; readonly signal: Signal }
  | { readonly do: "flatten"; readonly symbol: string | null }
  | TicketAct;

type Account = Pick<AccountRow, "id" | "settings">;
type Holdings = Pick<Terminal, "facts" | "positions">;

/**
 * What a request orders on the account as it stands, in groups. The legs of a group depend on each other; a group
 * goes when the one before is done, whatever came of it.
 */
export function planRequest(
  asked: Asked,
  account: Account,
  terminal: Holdings,
): Result<PlannedOrder[][], Refusal> {
  if (asked.do === "flatten") return planFlatten(asked.symbol, terminal);
  const planned =
    asked.do === "signal"
      ? planSignal(asked.signal, account, terminal)
      : planTicketAct(asked, account, { facts: terminal.facts, ...terminal.positions() });
  return planned.ok ? ok([planned.value]) : planned;
}

function planSignal(
  signal: Signal,
  { id, settings }: Account,
  { facts }: Holdings,
): Result<PlannedOrder[], Refusal> {
  if (signal.legs.some(({ action }) => action === "control")) {
    return err(refusal("action_not_here", "Stopping and resuming concerns a strategy, not an account."));
  }
  const route = { accountId: id, symbols: {}, enabled: true };
  return planOrders({ signal, route, profile: { settings, facts } });
}

/** Two groups, as in an emergency: the close must go even when a pending order cannot be withdrawn. */
function planFlatten(symbol: string | null, terminal: Holdings): Result<PlannedOrder[][], Refusal> {
  const { positions, pendings } = terminal.positions();
  const isKnown =
    symbol === null || [...terminal.facts, ...positions, ...pendings].some((one) => one.symbol === symbol);
  if (!isKnown) return err(noSuchSymbol);
  return ok([
    [{ leg: 0, entry: false, instruction: { kind: "cancel", symbol, side: "both", types: [] } }],
    [
      {
        ...{ leg: 0, entry: false },
        instruction: { kind: "close", symbol, side: "both", amount: { unit: "all" } },
      },
    ],
  ]);
}

/** The request for the audit log, as plain data. */
export function toldOf(asked: Asked): Record<string, unknown> {
  if (asked.do !== "signal") return { ...asked };
  const { symbol = null, legs } = asked.signal;
  return { symbol, legs };
}

/** It came from outside and is nothing that the terminal knows, so it is not repeated in the answer. */
const noSuchSymbol = refusal("unknown_symbol", "The account's terminal knows no such symbol.");

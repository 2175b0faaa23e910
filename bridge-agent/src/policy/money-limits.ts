import { Decimal } from "../../../src/domain/decimal.ts";
import { type Breach, higher, type Money, type MoneyState } from "./money-state.ts";
import type { BreachAction, DailyLoss, Drawdown, Policy } from "./policy.ts";

/** The equity at which one of the policy's limits is reached, and how it came about. */
export interface Floor {
  /** Names the limit: the same as long as its words in the file are the same. */
  readonly limit: string;
  readonly code: "policy_daily_loss" | "policy_drawdown" | "policy_equity_floor";
  /** For a person: `largest daily loss`. */
  readonly name: string;
  readonly equity: string;
  /** What the loss is counted from; null for a floor that is a sum of its own. */
  readonly reference: string | null;
  /** The largest loss in money; null likewise. */
  readonly allowed: string | null;
  readonly action: BreachAction;
  readonly until: "next_day" | "resume";
}

/** The floors of every money limit of the policy, by the account's day and peaks. docs/policy.md defines them. */
export function floorsOf(policy: Policy, state: MoneyState): Floor[] {
  const initial = policy.account.initial_balance;
  const floors: Floor[] = [];
  if (policy.daily_loss !== undefined) floors.push(dailyLossFloor(policy.daily_loss, state, initial));
  for (const drawdown of policy.drawdown) floors.push(drawdownFloor(drawdown, state, initial));
  if (policy.equity_floor !== undefined) {
    const { money, action } = policy.equity_floor;
    floors.push({
      ...{
        limit: `equity_floor:${money}:${action}`,
        code: "policy_equity_floor",
        name: "equity floor",
        equity: money,
      },
      ...{ reference: null, allowed: null, action, until: "resume" },
    });
  }
  return floors;
}

/** True when the policy has a limit for which the account's money must be known. */
export function watchesMoney({ daily_loss, drawdown, equity_floor }: Policy): boolean {
  return daily_loss !== undefined || drawdown.length > 0 || equity_floor !== undefined;
}

/** The limits that are reached now and were not reached before. Reached means equity at the floor or below. */
export function newBreaches(
  floors: readonly Floor[],
  money: Money,
  state: MoneyState,
  atMs: number,
): Breach[] {
  return floors
    .filter((floor) => new Decimal(money.equity).lessThanOrEqualTo(floor.equity))
    .filter(({ limit }) => !state.breaches.some((one) => one.limit === limit))
    .map((floor) => ({
      limit: floor.limit,
      code: floor.code,
      message: breachSentence(floor, money),
      action: floor.action,
      until: floor.until,
      atMs,
    }));
}

function breachSentence({ name, equity, reference, allowed }: Floor, money: Money): string {
  const at = `Equity was ${money.equity}`;
  if (reference === null || allowed === null) return `${at}; the policy's ${name} is ${equity}.`;
  const loss = new Decimal(reference).minus(money.equity).toFixed();
  return `${at}, ${loss} below ${reference}; the policy's ${name} is ${allowed}.`;
}

function dailyLossFloor(limit: DailyLoss, { day }: MoneyState, initial: string | undefined): Floor {
  const references = {
    balance: day.startBalance,
    equity: day.startEquity,
    higher: higher(day.startBalance, day.startEquity),
  };
  const reference = references[limit.from];
  const allowed = allowedLoss(limit, reference, initial);
  return {
    ...{
      limit: idOf("daily_loss", limit, limit.from),
      code: "policy_daily_loss",
      name: "largest daily loss",
    },
    ...{ equity: new Decimal(reference).minus(allowed).toFixed(), reference, allowed: allowed.toFixed() },
    ...{ action: limit.action, until: limit.until },
  };
}

const kindNames: Readonly<Record<Drawdown["kind"], string>> = {
  day_start: "largest drawdown from the day's start",
  day_high: "largest drawdown from the day's highest equity",
  static: "largest drawdown from the initial balance",
  trailing_equity: "largest drawdown from the highest equity",
  trailing_end_of_day: "largest drawdown from the highest balance at a day's end",
};

function drawdownFloor(limit: Drawdown, state: MoneyState, initial: string | undefined): Floor {
  const reference = drawdownReference(limit.kind, state, initial);
  const allowed = allowedLoss(limit, reference, initial);
  const trailing = new Decimal(reference).minus(allowed);
  const stopped = limit.stop_at_initial && initial !== undefined;
  const equity = stopped ? Decimal.min(trailing, initial) : trailing;
  const ofDay = limit.kind === "day_start" || limit.kind === "day_high";
  return {
    ...{ limit: idOf("drawdown", limit, limit.kind), code: "policy_drawdown", name: kindNames[limit.kind] },
    ...{ equity: equity.toFixed(), reference, allowed: allowed.toFixed() },
    ...{ action: limit.action, until: limit.until ?? (ofDay ? "next_day" : "resume") },
  };
}

function drawdownReference(kind: Drawdown["kind"], state: MoneyState, initial: string | undefined): string {
  switch (kind) {
    case "day_start":
      return state.day.startEquity;
    case "day_high":
      return state.day.highEquity;
    case "static":
      // The file's check makes sure that it is there.
      return initial ?? state.highEndOfDay;
    case "trailing_equity":
      return initial === undefined ? state.peakEquity : higher(initial, state.peakEquity);
    case "trailing_end_of_day":
      return initial === undefined ? state.highEndOfDay : higher(initial, state.highEndOfDay);
  }
}

function idOf(
  name: string,
  { money, percent, percent_of, action }: Pick<DailyLoss, "money" | "percent" | "percent_of" | "action">,
  kind: string,
): string {
  return [name, kind, money ?? "", percent ?? "", percent_of, action].join(":");
}

/** The stricter of `money` and `percent`. */
function allowedLoss(
  { money, percent, percent_of }: Pick<DailyLoss, "money" | "percent" | "percent_of">,
  reference: string,
  initial: string | undefined,
): Decimal {
  const base = percent_of === "initial_balance" && initial !== undefined ? initial : reference;
  const amounts = [
    ...(money === undefined ? [] : [new Decimal(money)]),
    // A share of nothing or less is nothing: such an account may lose nothing more.
    ...(percent === undefined ? [] : [Decimal.max(new Decimal(base).times(percent).dividedBy(100), 0)]),
  ];
  return Decimal.min(...amounts);
}

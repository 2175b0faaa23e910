import * as z from "zod";
import { Decimal, decimalTextSchema } from "../../../src/domain/decimal.ts";
import { breachActionSchema } from "./policy.ts";
import type { TradingDay } from "./trading-day.ts";

/** The account's money as the terminal says it, in the account's currency. */
export interface Money {
  readonly balance: string;
  readonly equity: string;
}

const dayStateSchema = z.object({
  date: z.string(),
  startMs: z.number().int(),
  /** At the start of the day, or when the agent first saw the account on that day. */
  startBalance: decimalTextSchema,
  startEquity: decimalTextSchema,
  /** Highest equity of the day. */
  highEquity: decimalTextSchema,
});
export type DayState = z.infer<typeof dayStateSchema>;

/** A limit that was reached. Stays until its time is over, however the account recovers. */
export const breachSchema = z.object({
  /** Which limit: its name and its words in the file, so that one that is changed is another one. */
  limit: z.string(),
  code: z.string(),
  message: z.string(),
  action: breachActionSchema,
  until: z.enum(["next_day", "resume"]),
  atMs: z.number().int(),
});
export type Breach = z.infer<typeof breachSchema>;

/** What has to be remembered of the account's money: the day, the peaks, the breaches. */
export const moneyStateSchema = z.object({
  day: dayStateSchema,
  /** The day before with the breaches that ended with it, for a clock that is set back. */
  previous: z.object({ day: dayStateSchema, breaches: z.array(breachSchema) }).nullable(),
  /** Highest equity ever seen. */
  peakEquity: decimalTextSchema,
  /** Highest balance with which a day ended; the first balance ever seen when none has ended. */
  highEndOfDay: decimalTextSchema,
  lastBalance: decimalTextSchema,
  breaches: z.array(breachSchema),
});
export type MoneyState = z.infer<typeof moneyStateSchema>;

/** The state of an account that is seen for the first time, and of one that a person has reset. */
export function firstState(money: Money, day: TradingDay, breaches: readonly Breach[] = []): MoneyState {
  return {
    day: dayOf(money, day),
    previous: null,
    peakEquity: money.equity,
    highEndOfDay: money.balance,
    lastBalance: money.balance,
    breaches: [...breaches],
  };
}

/**
 * The state after the account was seen with `money` on `day`. A new day takes its start from the account as
 * it is; breaches that last a day end. When the clock is set back over a day's start the day before goes on
 * with its own start and breaches, so that a clock that jumps forth and back gives no second daily loss.
 */
export function seen(state: MoneyState, money: Money, day: TradingDay): MoneyState {
  const moved = onDay(state, money, day);
  return {
    ...moved,
    day: { ...moved.day, highEquity: higher(moved.day.highEquity, money.equity) },
    peakEquity: higher(moved.peakEquity, money.equity),
    lastBalance: money.balance,
  };
}

function onDay(state: MoneyState, money: Money, day: TradingDay): MoneyState {
  if (day.startMs === state.day.startMs) return state;
  if (day.startMs > state.day.startMs) {
    return {
      ...state,
      day: dayOf(money, day),
      previous: { day: state.day, breaches: state.breaches.filter(({ until }) => until === "next_day") },
      highEndOfDay: higher(higher(state.highEndOfDay, state.lastBalance), money.balance),
      breaches: state.breaches.filter(({ until }) => until !== "next_day"),
    };
  }
  const { previous } = state;
  if (previous === null || previous.day.startMs !== day.startMs) return state;
  const again = previous.breaches.filter(({ limit }) => !state.breaches.some((one) => one.limit === limit));
  return { ...state, day: previous.day, previous: null, breaches: [...state.breaches, ...again] };
}

function dayOf({ balance, equity }: Money, { date, startMs }: TradingDay): DayState {
  return { date, startMs, startBalance: balance, startEquity: equity, highEquity: equity };
}

export function higher(a: string, b: string): string {
  return new Decimal(a).greaterThanOrEqualTo(b) ? a : b;
}

import type { Commission, MarginRate, RatedOrder, Session, WeekSessions } from "./symbol-spec.ts";

/**
 * What the instruments of `symbols.ts` have in common, by kind: the terms that retail brokers have for
 * pairs, metals, indices and crypto, and the hours in which each kind is dealt (server time, UTC+2 or +3).
 */

/** The same rate for all market orders, and one for pending ones, which over the counter hold no margin. */
export const charge = (rate: string, waiting = "0"): Readonly<Record<RatedOrder, MarginRate>> => {
  const market: MarginRate = { initial: rate, maintenance: "0" };
  const pending: MarginRate = { initial: waiting, maintenance: "0" };
  return {
    buy: market,
    sell: market,
    buy_limit: pending,
    sell_limit: pending,
    buy_stop: pending,
    sell_stop: pending,
    buy_stop_limit: pending,
    sell_stop_limit: pending,
  };
};

/** The same sessions on each of the days Monday to Friday, with an end of its own on Friday. */
function workdays(usual: Session, friday: Session = usual): WeekSessions {
  return [[], [usual], [usual], [usual], [usual], [friday], []];
}

const forexHours = workdays({ fromMinute: 5, toMinute: 1440 }, { fromMinute: 5, toMinute: 1435 });
export const metalHours = workdays({ fromMinute: 61, toMinute: 1439 }, { fromMinute: 61, toMinute: 1437 });
export const indexHours = workdays({ fromMinute: 61, toMinute: 1380 });
export const usStockHours = workdays({ fromMinute: 990, toMinute: 1380 });
/** Until one o'clock of the next day. */
export const brentHours = workdays({ fromMinute: 180, toMinute: 1500 });
const allDay: readonly Session[] = [{ fromMinute: 0, toMinute: 1440 }];
/** No pause at all: for instruments that never close, and for demonstrations at weekends. */
export const alwaysOpen: WeekSessions = [allDay, allDay, allDay, allDay, allDay, allDay, allDay];

const none: Commission = { kind: "none" };

/** What nearly all instruments have in common. */
const common = {
  tickValue: "0",
  execution: "market",
  fillings: ["fok", "ioc"],
  orders: ["market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"],
  expirations: ["gtc", "day", "specified", "specified_day"],
  stopsLevel: 0,
  freezeLevel: 0,
  minLots: "0.01",
  lotStep: "0.01",
  lotLimit: "0",
  marginInitial: "0",
  marginMaintenance: "0",
  hedgedByLeg: false,
  marginRates: charge("1"),
  swapMode: "points",
  swapFactors: [0, 1, 1, 3, 1, 1, 0],
  commission: none,
  tradeMode: "full",
  gtcMode: "gtc",
  faceValue: "0",
  accruedInterest: "0",
  liquidityRate: "0",
} as const;

/** A pair with five digits. */
export const pair = {
  ...common,
  calcMode: "forex",
  digits: 5,
  point: "0.00001",
  tickSize: "0.00001",
  contract: "100000",
  marginHedged: "100000",
  maxLots: "100",
  levelLots: "5",
  sessions: forexHours,
} as const;

/** A pair against the yen, with three digits. */
export const yen = { ...pair, digits: 3, point: "0.001", tickSize: "0.001", profitCurrency: "JPY" } as const;

/** A leveraged contract for difference in dollars, with two digits. */
export const cfd = {
  ...common,
  calcMode: "cfd_leverage",
  digits: 2,
  point: "0.01",
  tickSize: "0.01",
  contract: "1",
  marginHedged: "1",
  baseCurrency: "USD",
  profitCurrency: "USD",
  marginCurrency: "USD",
  maxLots: "50",
  levelLots: "2",
} as const;

/** Both currencies of a pair, by its name, and the base as the currency of margins. */
export const named = (base: string, profit: string, description: string) => ({
  symbol: `${base}${profit}`,
  description,
  baseCurrency: base,
  profitCurrency: profit,
  marginCurrency: base,
});

export const swap = (long: string, short: string) => ({ swapLong: long, swapShort: short });
export const walk = (middlePoints: number, spreadPoints: number, stepPoints: number) => ({
  walk: { middlePoints, spreadPoints, stepPoints },
});

/** Crosses are dealt on request or at once, with a deviation, as some brokers do. */
export const instant = { execution: "instant", fillings: [] } as const;

export const metals = { ...cfd, contract: "100", marginHedged: "100", sessions: metalHours } as const;
export const index = { ...cfd, digits: 1, point: "0.1", tickSize: "0.1", sessions: indexHours } as const;
export const tenths = { minLots: "0.1", lotStep: "0.1" } as const;
/** Weekends are counted on Friday. */
export const fridayTriple = { swapFactors: [0, 1, 1, 1, 1, 3, 0] } as const;
export const crypto = {
  ...cfd,
  sessions: alwaysOpen,
  swapMode: "interest_current",
  swapFactors: [1, 1, 1, 1, 1, 1, 1],
} as const;

/** Dealt on an exchange, where waiting orders hold margin, too. */
export const exchange = {
  execution: "exchange",
  fillings: ["fok", "ioc", "boc"],
  marginRates: charge("1", "1"),
} as const;

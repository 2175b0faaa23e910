/** What the broker is like; the account's own part of it is fixed when the account is made. */
export interface BrokerSettings {
  readonly account: AccountSettings;
  /** Percent of margin at which a margin call is told and at which positions are closed. */
  readonly marginCall: string;
  readonly stopOut: string;
  /** Most standing orders of the account, 0 for no limit. */
  readonly maxOrders: number;
  /** Server time minus UTC: days, sessions and swaps go by server time. */
  readonly offsetMs: number;
  /** True: every symbol trades around the clock, as a demonstration on a weekend needs. */
  readonly alwaysOpen: boolean;
  readonly conduct: Conduct;
}

export interface AccountSettings {
  readonly mode: "hedging" | "netting";
  readonly currency: string;
  readonly currencyDigits: number;
  readonly leverage: number;
  readonly openingBalance: string;
}

/**
 * What a broker does that the request does not determine. All of it is drawn from `seed` and the tickets,
 * so the same requests get the same treatment. Chances are from 0 to 1.
 */
export interface Conduct {
  readonly seed: number;
  /** A market request is answered with 10004 although its price is good (execution request and instant). */
  readonly requoteChance: number;
  /** A request is answered with 10006. */
  readonly rejectChance: number;
  /** Market and exchange execution: up to so many points worse than the quote. */
  readonly slippagePoints: number;
  /** Lots that one fill can get at most, `null` for as many as are asked for. Half of it at least is there. */
  readonly liquidityLots: string | null;
  /** The deal of a close is told after its order went into the history. */
  readonly dealLastChance: number;
  /** The answer to a market order is told before its transactions. */
  readonly requestFirstChance: number;
  /** A pending order is told as started and then as placed; else as placed at once, as the tester does. */
  readonly startedFirst: boolean;
}

/** A broker that does what it is asked at the price that is shown. */
export const calmConduct: Conduct = {
  seed: 1,
  requoteChance: 0,
  rejectChance: 0,
  slippagePoints: 0,
  liquidityLots: null,
  dealLastChance: 0,
  requestFirstChance: 0,
  startedFirst: true,
};

/** The demonstration account: hedging, US dollars, every symbol open around the clock. */
export const demoSettings: BrokerSettings = {
  account: {
    mode: "hedging",
    currency: "USD",
    currencyDigits: 2,
    leverage: 500,
    openingBalance: "100000.00",
  },
  marginCall: "50",
  stopOut: "30",
  maxOrders: 0,
  offsetMs: 0,
  alwaysOpen: true,
  conduct: calmConduct,
};

/** One instrument of the paper server; prices of the random walk are counted in points. */
export interface PaperSymbol {
  readonly symbol: string;
  readonly digits: number;
  /** The smallest price step: 10^-digits. */
  readonly point: string;
  readonly minLots: string;
  readonly maxLots: string;
  readonly lotStep: string;
  /** Units of the base for one lot. */
  readonly contract: string;
  readonly forex: boolean;
  /** Profit is in this currency; where it is not USD, USD is the base, so the price converts it. */
  readonly profitCurrency: "USD" | "JPY";
  /** Least distance of stops and pending prices from the market, in points. */
  readonly stopsLevel: number;
  /** Where the walk has its middle. */
  readonly middlePoints: number;
  readonly spreadPoints: number;
  /** Size of one step of the walk, about that of a quarter of a second in a usual market. */
  readonly stepPoints: number;
}

const forex = {
  forex: true,
  digits: 5,
  point: "0.00001",
  contract: "100000",
  profitCurrency: "USD",
  minLots: "0.01",
  maxLots: "100",
  lotStep: "0.01",
  stopsLevel: 0,
} as const;

const other = {
  forex: false,
  digits: 2,
  point: "0.01",
  contract: "1",
  profitCurrency: "USD",
  minLots: "0.01",
  maxLots: "50",
  lotStep: "0.01",
  stopsLevel: 0,
} as const;

export const paperSymbols: readonly PaperSymbol[] = [
  { ...forex, symbol: "EURUSD", middlePoints: 108_500, spreadPoints: 10, stepPoints: 1 },
  { ...forex, symbol: "GBPUSD", middlePoints: 127_000, spreadPoints: 14, stepPoints: 1.2 },
  {
    ...forex,
    symbol: "USDJPY",
    digits: 3,
    point: "0.001",
    profitCurrency: "JPY",
    middlePoints: 151_500,
    spreadPoints: 12,
    stepPoints: 1.4,
  },
  { ...forex, symbol: "AUDUSD", middlePoints: 65_500, spreadPoints: 12, stepPoints: 0.8 },
  { ...other, symbol: "XAUUSD", contract: "100", middlePoints: 265_000, spreadPoints: 25, stepPoints: 4 },
  { ...other, symbol: "BTCUSD", middlePoints: 9_200_000, spreadPoints: 1_500, stepPoints: 300 },
  {
    ...other,
    symbol: "US30",
    digits: 1,
    point: "0.1",
    minLots: "0.1",
    lotStep: "0.1",
    middlePoints: 425_000,
    spreadPoints: 20,
    stepPoints: 6,
  },
];

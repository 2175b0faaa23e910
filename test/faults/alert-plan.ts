import type { DialectName } from "../../src/domain/alert/signal.ts";
import { drawIntent, type Intent } from "./intent.ts";
import type { Random } from "./random.ts";

/** One alert of a fault run and when it is sent. Times are ms after the run's beginning. */
export interface PlannedAlert {
  /** Stands in the message, as its id or its comment: `fr00042`. */
  readonly key: string;
  readonly dialect: DialectName;
  /** As the message names it. */
  readonly ticker: string;
  /** The venue's name for it. */
  readonly symbol: string;
  readonly intent: Intent;
  /** Whether the key is the alert's id; otherwise only the 30 s rule keeps it from being taken twice. */
  readonly hasId: boolean;
  /** How old the alert is when it is first sent; absent: the message has no time. */
  readonly firedAgoMs?: number;
  /** The alert itself first, then its deliberate repeats. */
  readonly copiesAtMs: readonly number[];
}

const venueSymbols: readonly {
  readonly symbol: string;
  readonly tickers: readonly string[];
  readonly coarse?: true;
}[] = [
  { symbol: "EURUSD", tickers: ["EURUSD"] },
  { symbol: "GBPUSD", tickers: ["GBPUSD"] },
  { symbol: "USDJPY", tickers: ["USDJPY"] },
  { symbol: "AUDUSD", tickers: ["AUDUSD"] },
  { symbol: "USDCHF", tickers: ["USDCHF"] },
  { symbol: "USDCAD", tickers: ["USDCAD"] },
  { symbol: "NZDUSD", tickers: ["NZDUSD"] },
  // Dealt at the price of the request, which may be refused.
  { symbol: "EURGBP", tickers: ["EURGBP"] },
  { symbol: "EURJPY", tickers: ["EURJPY"] },
  { symbol: "XAUUSD", tickers: ["XAUUSD", "GOLD"] },
  { symbol: "BTCUSD", tickers: ["BTCUSD", "BTCUSDT"] },
  /** Its step is 0.1 lots. */
  { symbol: "US30", tickers: ["US30"], coarse: true },
];

/** The dialects that have words for an intent. */
function dialectsFor(intent: Intent): readonly DialectName[] {
  const opposite = "side" in intent && intent.side === "buy" ? "short" : "long";
  switch (intent.what) {
    case "open":
      return ["pineconnector", "sallyport", "text"];
    case "flip":
      // A TradersPost entry always closes the other side first, and never its own.
      return intent.closes === opposite
        ? ["pineconnector", "sallyport", "traderspost"]
        : ["pineconnector", "sallyport"];
    case "close":
      return intent.side === "both"
        ? ["pineconnector", "sallyport", "traderspost", "text"]
        : ["pineconnector", "sallyport"];
    case "target":
      return ["traderspost", "sallyport"];
    default:
      return ["pineconnector", "sallyport"];
  }
}

const LARGEST_BURST = 25;

const WITH_ID = 0.6;
const WITH_TIME = 0.4;
/** Nearly too old when they are sent, so that a fault on the way makes them too old. */
const NEARLY_STALE = 0.06;
const LATEST_MS = 28_500;
/** Entries older than this are too old when something holds them up for as long as a hold-up lasts. */
const HELD_UP_FROM_MS = 26_500;
const WITH_COPY = 0.14;

/** Only entries have a comment, which is needed to tell an alert without id from all others. */
function hasComment(intent: Intent): boolean {
  return intent.what === "open" || intent.what === "pending" || intent.what === "flip";
}

/** Entries are stale after 30 s, all else after five minutes. */
function opens(intent: Intent): boolean {
  return hasComment(intent) || intent.what === "target";
}

function age(random: Random, intent: Intent): number | undefined {
  if (intent.what === "bad") return intent.why === "stale" ? random.int(301_000, 900_000) : undefined;
  if (random.chance(NEARLY_STALE)) return (opens(intent) ? 0 : 270_000) + random.int(24_000, LATEST_MS);
  return random.chance(WITH_TIME) ? random.int(0, 2_500) : undefined;
}

/** Repeats come at once, within the resend span of TradingView, or, with an id, after any such window. */
function copies(random: Random, atMs: number, intent: Intent, hasId: boolean, pace: Pace): number[] {
  if (intent.what === "bad" || !random.chance(WITH_COPY)) return [atMs];
  const after = random.weighted({ atOnce: 5, soon: 4, late: hasId && pace.lateCopies ? 1 : 0 });
  switch (after) {
    case "atOnce":
      return [atMs, atMs + random.int(0, 30)];
    case "soon":
      return [atMs, atMs + random.int(200, 6_000)];
    case "late":
      return [atMs, atMs + random.int(300, 3_000), atMs + random.int(31_000, 40_000)];
  }
}

function planAlert(random: Random, number: number, atMs: number, pace: Pace): PlannedAlert {
  const { symbol, tickers, coarse } = random.pick(venueSymbols);
  const lots = (coarse ? random.int(1, 5) / 10 : random.int(1, 20) / 100).toFixed(coarse ? 1 : 2);
  const intent = drawIntent(random, lots);
  const dialect = random.pick(dialectsFor(intent));
  const hasId = !hasComment(intent) || dialect === "traderspost" || random.chance(WITH_ID);
  const firedAgoMs = dialect === "text" ? undefined : age(random, intent);
  return {
    key: `fr${String(number).padStart(5, "0")}`,
    dialect,
    ticker: intent.what === "bad" && intent.why === "symbol" ? "NOSUCH" : random.pick(tickers),
    symbol,
    intent,
    hasId,
    ...(firedAgoMs === undefined ? {} : { firedAgoMs }),
    copiesAtMs: copies(random, atMs, intent, hasId, pace),
  };
}

/** How alerts come. */
export interface Pace {
  /** On average; bursts and the pauses between them are drawn. */
  readonly perSecond: number;
  /** Whether some come again after half a minute, which makes every run as long as that. */
  readonly lateCopies: boolean;
}

/** `count` alerts in bursts, in the order in which they are first sent. */
export function planAlerts(random: Random, count: number, pace: Pace): PlannedAlert[] {
  const alerts: PlannedAlert[] = [];
  let atMs = 0;
  while (alerts.length < count) {
    const size = Math.min(random.int(1, LARGEST_BURST), count - alerts.length);
    const spreadMs = random.pick([0, 0, 50, 500]);
    for (let i = 0; i < size; i++) {
      const sentMs = atMs + Math.floor((i * spreadMs) / size);
      alerts.push(planAlert(random, alerts.length, sentMs, pace));
    }
    atMs += Math.floor((size / pace.perSecond) * 1_000 * (0.5 + random.next()));
  }
  return alerts;
}

const BURST = 8;
const BURST_MS = 500;

/** When bursts begin, ms after the run's beginning: from each of these times on many alerts come at once. */
export function burstsOf(alerts: readonly PlannedAlert[]): number[] {
  const times = alerts.map(({ copiesAtMs }) => copiesAtMs[0] ?? 0);
  return [...new Set(times)].filter((atMs) => {
    const near = times.filter((other) => other >= atMs && other <= atMs + BURST_MS);
    return near.length >= BURST;
  });
}

/** When entries are sent that a hold-up makes too old, ms after the run's beginning. */
export function lastMinuteEntries(alerts: readonly PlannedAlert[]): number[] {
  return alerts
    .filter(({ intent, firedAgoMs = 0 }) => opens(intent) && firedAgoMs >= HELD_UP_FROM_MS)
    .map(({ copiesAtMs }) => copiesAtMs[0] ?? 0);
}

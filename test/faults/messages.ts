import type { PlannedAlert } from "./alert-plan.ts";
import type { Intent } from "./intent.ts";

/** Puts planned alerts into the words of their dialects, as a strategy's author would write them. */

const LICENCE = "60123456789";
/** Any prices will do: the stop is above the entry of a buy. */
const WRONG_STOP = { entry: "100", stop: "101" } as const;

type Field = readonly [key: string, value: string | undefined];

function present(fields: readonly Field[]): [string, string][] {
  return fields.flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] satisfies [string, string]],
  );
}

/** TradingView's `{{timenow}}`: whole seconds. */
function timeText(firedAtMs: number | undefined): string | undefined {
  return firedAtMs === undefined ? undefined : new Date(firedAtMs).toISOString().replace(".000Z", "Z");
}

/** When the message says that the alert fired, epoch ms in whole seconds; undefined when it does not say. */
export function firedAtMs(alert: PlannedAlert, beginMs: number): number | undefined {
  if (alert.firedAgoMs === undefined) return undefined;
  const [firstMs = 0] = alert.copiesAtMs;
  return Math.floor((beginMs + firstMs - alert.firedAgoMs) / 1_000) * 1_000;
}

const closeWord = { long: "closelong", short: "closeshort", both: "closelongshort" } as const;

/** PineConnector's command and the keys that belong to it. */
function pine(intent: Intent): readonly [command: string, fields: readonly Field[]] {
  switch (intent.what) {
    case "open":
      return [
        intent.side,
        [
          ["vol_lots", intent.lots],
          ["sl_pct", intent.stopLossPercent],
          ["tp_pct", intent.takeProfitPercent],
        ],
      ];
    case "pending": {
      const first = intent.replaces ? (intent.side === "buy" ? "cancellong" : "cancelshort") : "";
      const fields: Field[] = [
        ["vol_lots", intent.lots],
        ["entry_pct", intent.entryPercent],
      ];
      return [`${first}${intent.side}${intent.type}`, fields];
    }
    case "flip": {
      const open = intent.side === "buy" ? "openlong" : "openshort";
      return [`${closeWord[intent.closes]}${open}`, [["vol_lots", intent.lots]]];
    }
    case "close":
      return [closeWord[intent.side], []];
    case "part":
      return [`${closeWord[intent.side]}pct`, [["pct", intent.percent]]];
    case "close_account":
      return ["closeall", []];
    case "cancel":
      return [`cancel${intent.side}`, []];
    case "modify":
      return [`newsltp${intent.side}`, [["sl_pct", intent.stopLossPercent]]];
    case "bad":
      if (intent.why !== "stop") return ["buy", [["vol_lots", intent.lots]]];
      return [
        "buylimit",
        [
          ["vol_lots", intent.lots],
          ["entry_price", WRONG_STOP.entry],
          ["sl_price", WRONG_STOP.stop],
        ],
      ];
    case "target":
      throw new Error("PineConnector has no target position");
  }
}

/** Sallyport's own keys; a message about the account names no symbol. */
function own(intent: Intent, symbol: string): Record<string, unknown> {
  switch (intent.what) {
    case "open": {
      const { side: action, lots, stopLossPercent, takeProfitPercent } = intent;
      const levels = present([
        ["sl_pct", stopLossPercent],
        ["tp_pct", takeProfitPercent],
      ]);
      return { action, symbol, lots, ...Object.fromEntries(levels) };
    }
    case "pending": {
      const { side: action, type, lots, entryPercent } = intent;
      const place = { action, type, lots: Number(lots), entry_pct: entryPercent };
      if (!intent.replaces) return { symbol, ...place };
      return { symbol, legs: [{ action: "cancel", side: action === "buy" ? "long" : "short" }, place] };
    }
    case "flip": {
      const to = intent.side === "buy" ? "long" : "short";
      return { action: "flip", symbol, to, from: intent.closes, size: { lots: intent.lots } };
    }
    case "close":
      return { action: "close", symbol, side: intent.side };
    case "part":
      return { action: "close", symbol, side: intent.side, percent: intent.percent };
    case "close_account":
      return { action: "close", scope: "account" };
    case "cancel":
      return { action: "cancel", symbol, side: intent.side };
    case "modify":
      return { action: "modify", symbol, side: intent.side, sl_pct: intent.stopLossPercent };
    case "target":
      return { action: "target", symbol, position: intent.side, lots: intent.lots };
    case "bad": {
      const entry = { action: "buy", symbol, lots: intent.lots };
      if (intent.why !== "stop") return entry;
      return { ...entry, type: "limit", entry_price: WRONG_STOP.entry, sl_price: WRONG_STOP.stop };
    }
  }
}

function tradersPost(intent: Intent, ticker: string): Record<string, unknown> {
  switch (intent.what) {
    case "flip":
      return { ticker, action: intent.side, quantity: intent.lots };
    case "target": {
      const isLong = intent.side === "long";
      const sentiment = isLong ? "bullish" : "bearish";
      return { ticker, action: isLong ? "buy" : "sell", sentiment, quantity: intent.lots };
    }
    case "close":
      return { ticker, action: "exit" };
    default:
      throw new Error(`TradersPost has no words for ${intent.what}`);
  }
}

function plain(intent: Intent, ticker: string): readonly [head: string, fields: readonly Field[]] {
  if (intent.what === "close") return [`CLOSE ${ticker}`, []];
  if (intent.what !== "open") throw new Error(`plain text has no words for ${intent.what}`);
  const fields: Field[] = [
    ["sl_pct", intent.stopLossPercent],
    ["tp_pct", intent.takeProfitPercent],
  ];
  return [`${intent.side.toUpperCase()} ${ticker} ${intent.lots}`, fields];
}

/** The message's text. `beginMs` is the epoch time at which the run begins. */
export function render(alert: PlannedAlert, secret: string, beginMs: number): string {
  const { dialect, intent, ticker, key } = alert;
  const time = timeText(firedAtMs(alert, beginMs));
  const given = intent.what === "bad" && intent.why === "secret" ? `${secret.slice(0, -1)}!` : secret;
  const mark: Field = [alert.hasId ? "id" : "comment", key];
  const envelope = present([mark, ["time", time], ["secret", given]]);
  switch (dialect) {
    case "pineconnector": {
      const [command, fields] = pine(intent);
      const third = intent.what === "close_account" ? command : ticker;
      const pairs = [...present(fields), ...envelope].map(([name, value]) => `${name}=${value}`);
      return [LICENCE, command, third, ...pairs].join(",");
    }
    case "sallyport":
      return JSON.stringify(withMark(own(intent, ticker), envelope, mark));
    case "traderspost":
      return JSON.stringify({ ...tradersPost(intent, ticker), ...Object.fromEntries(envelope) });
    case "text": {
      const [head, fields] = plain(intent, ticker);
      return [head, ...[...present(fields), ...envelope].map(([name, value]) => `${name}=${value}`)].join(
        " ",
      );
    }
  }
}

/** A comment belongs to a leg: when there are several, to the last one, which opens. */
function withMark(
  message: Record<string, unknown>,
  envelope: readonly [string, string][],
  [name, value]: Field,
): Record<string, unknown> {
  const legs = message["legs"];
  if (name !== "comment" || !Array.isArray(legs)) return { ...message, ...Object.fromEntries(envelope) };
  const rest = envelope.filter(([field]) => field !== "comment");
  const marked = legs.map((leg, index) => (index === legs.length - 1 ? { ...leg, comment: value } : leg));
  return { ...message, legs: marked, ...Object.fromEntries(rest) };
}

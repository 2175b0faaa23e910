/** Keys of a JSON message, in the order in which they are written. */
export type Fields = Record<string, unknown>;

/** A JSON message for TradingView: a key on each line, and placeholders as TradingView knows them. */
export function asTemplate(fields: Fields): string {
  // In {{plot("Stop")}} the quotes are TradingView's, not JSON's: the number takes the place of all of it.
  return JSON.stringify(fields, null, 2).replaceAll(PLACEHOLDER, (found) => found.replaceAll('\\"', '"'));
}

/** What TradingView fills in. */
export const PLACEHOLDER = /\{\{[^{}]*\}\}/g;

/** The placeholders of a message, each once, as they come. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set(text.match(PLACEHOLDER) ?? [])];
}

/** A message with its placeholders filled in, and where each place of it was before. */
export interface Filled {
  readonly text: string;
  /** The place in the message as it was written of a place in the filled one. */
  readonly placeBefore: (at: number) => number;
}

/** Fills in what TradingView would. */
export function fill(template: string, sampleOf: (placeholder: string) => string): Filled {
  let text = "";
  let last = 0;
  const shifts: {
    readonly at: number;
    readonly until: number;
    readonly before: number;
    readonly by: number;
  }[] = [];
  for (const match of template.matchAll(PLACEHOLDER)) {
    text += template.slice(last, match.index);
    const at = text.length;
    text += sampleOf(match[0]);
    last = match.index + match[0].length;
    shifts.push({ at, until: text.length, before: match.index, by: last - text.length });
  }
  text += template.slice(last);
  return {
    text,
    placeBefore: (place) => {
      const shift = shifts.findLast(({ at }) => at <= place);
      if (shift === undefined) return place;
      return place < shift.until ? shift.before : place + shift.by;
    },
  };
}

const HALF_SECOND_AGO_MS = 500;

/** What TradingView might put there, for trying a message out. */
export function sampleOf(placeholder: string, nowMs: number): string {
  const name = placeholder.slice(2, -2).trim();
  if (name === "timenow" || name === "time") {
    return `${new Date(nowMs - HALF_SECOND_AGO_MS).toISOString().slice(0, 19)}Z`;
  }
  return samples[name] ?? (name.startsWith("plot") ? "1.0800" : "");
}

const samples: Readonly<Record<string, string>> = {
  ticker: "EURUSD",
  exchange: "OANDA",
  interval: "15",
  open: "1.0838",
  high: "1.0851",
  low: "1.0833",
  close: "1.0845",
  volume: "1200",
  "syminfo.currency": "USD",
  "syminfo.basecurrency": "EUR",
  "strategy.position_size": "0.1",
  "strategy.order.action": "buy",
  "strategy.order.contracts": "0.1",
  "strategy.order.price": "1.0845",
  "strategy.order.id": "Long",
  "strategy.order.comment": "Long",
  "strategy.order.alert_message": "",
  "strategy.market_position": "long",
  "strategy.market_position_size": "0.1",
  "strategy.prev_market_position": "flat",
  "strategy.prev_market_position_size": "0",
};

/** True for a name that TradingView's list of placeholders has. */
export function isKnownPlaceholder(placeholder: string): boolean {
  const name = placeholder.slice(2, -2).trim();
  return (
    name in samples || ["time", "timenow"].includes(name) || /^plot(?:_(?:1?[0-9])|\(".*"\))$/.test(name)
  );
}

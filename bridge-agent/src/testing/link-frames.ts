import type { OutMessage } from "../../../src/protocol/ea-frame.ts";

/** Frames of the EA link as a terminal sends them, for tests that change a field or two. */
type Fields = Readonly<Record<string, string | number>>;

export function accountFrame(changes: Fields = {}): OutMessage {
  return {
    ...{ type: "account", login: "1001", server: "Test", currency: "USD", balance: "1000", equity: "1000" },
    ...{ margin: "0", free: "1000", leverage: 100, mode: "hedging", kind: "demo", obstacle: "" },
    ...{ ping: 1500, offset: 0, at: 1 },
    ...changes,
  };
}

export function symbolFrame(changes: Fields = {}): OutMessage {
  return {
    ...{ type: "symbol", symbol: "EURUSD", digits: 5, point: "0.00001", ticksize: "0.00001" },
    ...{ tickvalue: "1", tickloss: "1", minlots: "0.01", maxlots: "100", lotstep: "0.01", lotlimit: "0" },
    ...{ contract: "100000", forex: "1", base: "EUR", profitccy: "USD", marginccy: "EUR" },
    ...{ marginbuy: "1085.10", marginsell: "1085.00", exec: "market", filling: "fok,ioc" },
    ...{ orders: "market,limit,stop,stop_limit,sl,tp,close_by", expiry: "gtc,day,specified,specified_day" },
    ...{ stops: 0, freeze: 0, trade: "full", open: 1, bid: "1.08500", ask: "1.08510", at: 1 },
    ...changes,
  };
}

export function tickFrame(changes: Fields = {}): OutMessage {
  return { type: "tick", symbol: "EURUSD", bid: "1.08500", ask: "1.08510", at: 1, ...changes };
}

export function positionFrame(changes: Fields = {}): OutMessage {
  return {
    ...{ type: "position", position: "10", ident: "10", symbol: "EURUSD", side: "long", lots: "0.10" },
    ...{ price: "1.08", sl: "0", tp: "0", magic: "0", order: "", at: 1 },
    ...changes,
  };
}

export function pendingFrame(changes: Fields = {}): OutMessage {
  return {
    ...{ type: "pending", ticket: "20", symbol: "EURUSD", side: "buy", kind: "limit", lots: "0.10" },
    ...{ price: "1.07", stoplimit: "0", expires: 0, sl: "0", tp: "0", magic: "0", order: "", step: 0, at: 1 },
    ...changes,
  };
}

export function dealFrame(changes: Fields = {}): OutMessage {
  return {
    ...{ type: "deal", deal: "500", ticket: "10", position: "10", order: "", step: 0, symbol: "EURUSD" },
    ...{ magic: "0", side: "buy", entry: "in", lots: "0.10", price: "1.08", profit: "0", commission: "0" },
    ...{ swap: "0", remaining: "0", reason: "expert", at: 1 },
    ...changes,
  };
}

/** The same as the agent reads it off the wire, where everything is text. */
export function asText(message: OutMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(message).map(([key, value]) => [key, String(value)]));
}

import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { TradeServer } from "../trade-server/server.ts";
import type { TradeRequest } from "../trade-server/types.ts";
import type { VenueQuestion, VenueRequest } from "./messages.ts";

/** Bars of one answer; more do not fit into a frame. */
const BARS_A_FRAME = 100;

/**
 * A terminal's request as the trade server takes it: it can name no order of Sallyport's, and its times are
 * server time, `offsetMs` ahead of UTC.
 */
export function requestOf(from: VenueRequest, offsetMs: number): TradeRequest {
  const { action, magic, order, symbol, lots, price, stoplimit, sl, tp, deviation, filling, time } = from;
  const { comment, position } = from;
  return {
    ...{ action, magic, order, symbol, lots, price, stoplimit, sl, tp, deviation, filling, time, comment },
    ...{ type: from.kind, position, positionBy: from.position_by },
    expirationMs: from.expiration === 0 ? 0 : from.expiration - offsetMs,
    reference: null,
  };
}

/** The answers to a question, in their order; the last one has no `more`. */
export function answersTo(question: VenueQuestion, server: TradeServer, nowMs: number): OutMessage[] {
  const { id } = question;
  if (question.what === "bars") return barAnswers(question, server, nowMs);
  const { symbol, side, lots } = question;
  const value =
    question.what === "margin"
      ? server.margin(symbol, side, lots)
      : server.profit(symbol, side, lots, question.open, question.close);
  return [{ type: "answer", id, ok: value === undefined ? 0 : 1, value: value ?? "0" }];
}

function barAnswers(
  question: Extract<VenueQuestion, { what: "bars" }>,
  server: TradeServer,
  nowMs: number,
): OutMessage[] {
  const { id, symbol, frame, count } = question;
  const { offsetMs } = server.account();
  const bars = server.bars(symbol, frame, count, nowMs);
  const answers: OutMessage[] = [];
  for (let from = 0; from < bars.length; from += BARS_A_FRAME) {
    const items = bars
      .slice(from, from + BARS_A_FRAME)
      .map(({ atMs, open, high, low, close, ticks }) =>
        [atMs + offsetMs, open, high, low, close, ticks].join(","),
      );
    const more = from + BARS_A_FRAME < bars.length ? 1 : 0;
    answers.push({ type: "answer", id, ok: 1, more, items: items.join(";") });
  }
  return answers.length > 0 ? answers : [{ type: "answer", id, ok: 0 }];
}

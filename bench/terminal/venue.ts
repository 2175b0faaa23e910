import type { OutMessage } from "../../src/protocol/ea-frame.ts";
import type { Submit } from "../../src/protocol/ea-link.ts";

/** MetaTrader's retcodes for "done" and "invalid request". */
const RETCODE_DONE = 10009;
const RETCODE_INVALID = 10013;
/** Price and spread stand still: the bench asks how fast orders come, not what they earn. */
const BID = "1.1";
const ASK = "1.10002";
/** Above this many positions the oldest reaches its target: no real account holds thousands of them. */
export const MOST_POSITIONS = 20;

export const venueSymbols = [
  "EURUSD",
  "GBPUSD",
  "USDCHF",
  "AUDUSD",
  "USDCAD",
  "NZDUSD",
  "EURGBP",
  "EURCHF",
] as const;

interface OpenPosition {
  readonly position: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly lots: string;
  readonly price: string;
  readonly magic: string;
  readonly order: string;
}

/**
 * The trade server of the bench: it executes every market order at once, in memory, and forgets
 * everything with its process. Times are epoch milliseconds. Tickets rise from `firstTicket`, which must
 * be above those of an earlier process on the same agent journal.
 */
export class InstantVenue {
  #lastTicket: number;
  #lastDeal: number;
  readonly #deals: { readonly number: number; readonly message: OutMessage }[] = [];
  readonly #positions: OpenPosition[] = [];
  readonly #done = new Map<string, OutMessage>();

  constructor(firstTicket: number) {
    this.#lastTicket = firstTicket;
    this.#lastDeal = firstTicket;
  }

  get lastDeal(): string {
    return String(this.#lastDeal);
  }

  /** What a terminal tells of itself after the handshake. */
  introduction(nowMs: number): OutMessage[] {
    const symbols = venueSymbols.map((symbol) => ({
      ...{ type: "symbol", symbol, digits: 5, point: "0.00001", ticksize: "0.00001", tickvalue: "1" },
      ...{ tickloss: "1", minlots: "0.01", maxlots: "100", lotstep: "0.01", lotlimit: "0" },
      ...{ contract: "100000", forex: "1", base: symbol.slice(0, 3), profitccy: symbol.slice(3) },
      ...{ marginccy: symbol.slice(0, 3), marginbuy: "1100", marginsell: "1100", exec: "market" },
      ...{ filling: "fok,ioc", orders: "market,limit,stop,stop_limit,sl,tp,close_by", expiry: "gtc" },
      ...{ stops: 0, freeze: 0, trade: "full", open: "1", bid: BID, ask: ASK, at: nowMs },
    }));
    return [this.account(nowMs), ...symbols, { type: "ready" }];
  }

  account(nowMs: number): OutMessage {
    return {
      ...{ type: "account", login: "1", server: "Bench", currency: "USD", balance: "100000" },
      ...{ equity: "100000", margin: "0", free: "100000", leverage: 100, mode: "hedging", kind: "demo" },
      ...{ obstacle: "", ping: 0, offset: 0, at: nowMs },
    };
  }

  ticks(nowMs: number): OutMessage[] {
    const ticks = venueSymbols.map((symbol) => ({ type: "tick", symbol, bid: BID, ask: ASK, at: nowMs }));
    return [this.account(nowMs), ...ticks];
  }

  /** What is known of a step; `never` for one that this process has not seen. */
  query(order: string, step: number, nowMs: number): OutMessage {
    const known = this.#done.get(`${order}/${step}`);
    if (known !== undefined) return { ...known, type: "answer" };
    return { ...outcome(order, step, nowMs), type: "answer", state: "never" };
  }

  /** Carries out a market order and says what a terminal says of it, in its order. */
  submit(submit: Submit, nowMs: number): OutMessage[] {
    const { order, step } = submit;
    const known = this.#done.get(`${order}/${step}`);
    if (known !== undefined) return [known];
    const messages =
      submit.action === "deal" && submit.position === "0"
        ? this.#open(submit, nowMs)
        : [{ ...outcome(order, step, nowMs), state: "rejected", retcode: RETCODE_INVALID }];
    for (const message of messages) {
      if (message.type === "result") this.#done.set(`${order}/${step}`, message);
    }
    return messages;
  }

  /** The deals after `lastDeal` and the positions that stand, for an agent that connects (again). */
  sync(lastDeal: string, nowMs: number): OutMessage[] {
    const known = BigInt(lastDeal);
    const missed = this.#deals.filter(({ number }) => BigInt(number) > known).map(({ message }) => message);
    const positions = this.#positions.map((position) => positionMessage(position, nowMs));
    return [...missed, ...positions, { type: "synced", lastdeal: this.lastDeal }];
  }

  #open(submit: Submit, nowMs: number): OutMessage[] {
    const { order, step, symbol, side, lots } = submit;
    const ticket = this.#nextTicket();
    const price = side === "buy" ? ASK : BID;
    const deal = this.#deal(nowMs, {
      ...{ ticket, position: ticket, order, step, symbol, side, lots, price },
      magic: submit.magic,
    });
    const position: OpenPosition = {
      position: ticket,
      symbol,
      side,
      lots,
      price,
      magic: submit.magic,
      order,
    };
    this.#positions.push(position);
    return [
      { ...outcome(order, step, nowMs), state: "done", retcode: RETCODE_DONE, ticket, deal: this.lastDeal },
      deal,
      positionMessage(position, nowMs),
      ...this.#targetsReached(nowMs),
    ];
  }

  #targetsReached(nowMs: number): OutMessage[] {
    const messages: OutMessage[] = [];
    while (this.#positions.length > MOST_POSITIONS) {
      const oldest = this.#positions.shift();
      if (oldest === undefined) break;
      const { position, symbol, lots } = oldest;
      const side = oldest.side === "buy" ? "sell" : "buy";
      const price = side === "buy" ? ASK : BID;
      const ticket = this.#nextTicket();
      const facts = { ticket, position, order: "", step: 0, symbol, side, lots, price };
      messages.push(this.#deal(nowMs, { ...facts, entry: "out", reason: "tp" }));
      messages.push({ type: "position_closed", ident: position });
    }
    return messages;
  }

  #deal(nowMs: number, facts: Readonly<Record<string, string | number>>): OutMessage {
    this.#lastDeal += 1;
    const message: OutMessage = {
      type: "deal",
      deal: this.lastDeal,
      entry: "in",
      magic: "0",
      profit: "0",
      commission: "0",
      swap: "0",
      remaining: "0",
      reason: "expert",
      at: nowMs,
      ...facts,
    };
    this.#deals.push({ number: this.#lastDeal, message });
    return message;
  }

  #nextTicket(): string {
    this.#lastTicket += 1;
    return String(this.#lastTicket);
  }
}

function positionMessage(open: OpenPosition, nowMs: number): OutMessage {
  return {
    type: "position",
    ident: open.position,
    ...open,
    side: open.side === "buy" ? "long" : "short",
    sl: "0",
    tp: "0",
    at: nowMs,
  };
}

function outcome(order: string, step: number, nowMs: number): OutMessage {
  return {
    type: "result",
    order,
    step,
    state: "never",
    retcode: 0,
    message: "",
    ticket: "0",
    deal: "0",
    at: nowMs,
  };
}

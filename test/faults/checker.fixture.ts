import type {
  AlertStory,
  Evidence,
  LedgerDeal,
  LedgerOrder,
  LoggedDeal,
  Outcome,
  SentAlert,
} from "./evidence.ts";

/** 12:00:00 UTC on a day of no meaning; everything in the fixture happens within seconds of it. */
export const NOON_MS = 1_800_000_000_000;

function deal(number: number, rest: Pick<LoggedDeal, "side" | "entry" | "lots" | "position">): LedgerDeal {
  return {
    deal: String(number),
    ticket: String(number + 500),
    symbol: "EURUSD",
    price: "1.1",
    profit: "0",
    ...rest,
  };
}

/** The two deals of the flip, the market entry before it, and one of a pending order. */
const deals = {
  entry: deal(1, { side: "buy", entry: "in", lots: "0.10", position: "501" }),
  close: deal(2, { side: "sell", entry: "out", lots: "0.1", position: "501" }),
  open: deal(3, { side: "sell", entry: "in", lots: "0.2", position: "503" }),
  pending: deal(4, { side: "buy", entry: "in", lots: "0.3", position: "504" }),
};

function taken(key: string, alertId: string, effect: SentAlert["effect"], orders: number): SentAlert {
  return {
    key,
    symbol: "EURUSD",
    effect,
    orders,
    attempts: [
      {
        copy: 0,
        startedAtMs: NOON_MS,
        endedAtMs: NOON_MS + 5,
        outcome: { kind: "answer", status: 202, alertId, verdict: "accepted" },
      },
    ],
  };
}

/** An accepted alert with its orders. */
export function story(alertId: string, key: string, orderIds: readonly string[]): AlertStory {
  return { alertId, key, verdict: "accepted", final: true, duplicateOf: null, code: null, orderIds };
}

/**
 * Evidence of a run in which all went well: a market entry that was sent twice, a flip of it, a pending
 * order that was filled, a cancel, a pending order that replaces others, and an alert that was refused.
 */
export function soundEvidence(): Evidence {
  const entry = taken("fr00001", "alt_1", { kind: "open", side: "buy", type: "market", lots: "0.1" }, 1);
  const order = { leg: 0, state: "filled", deadlineMs: NOON_MS + 30_000, deals: [], notes: [] } as const;
  const logged = (told: LedgerDeal, orderId: string, afterMs: number): LoggedDeal => ({
    ...told,
    orderId,
    step: 0,
    atMs: NOON_MS + afterMs,
  });
  return {
    sent: [
      {
        ...entry,
        attempts: [
          ...entry.attempts,
          {
            copy: 1,
            startedAtMs: NOON_MS + 1,
            endedAtMs: NOON_MS + 9,
            outcome: {
              kind: "answer",
              status: 200,
              alertId: "alt_1b",
              verdict: "duplicate",
              duplicateOf: "alt_1",
            },
          },
        ],
      },
      taken("fr00002", "alt_2", { kind: "flip", closes: "long", side: "sell", lots: "0.2" }, 2),
      taken("fr00003", "alt_3", { kind: "open", side: "buy", type: "limit", lots: "0.3" }, 1),
      taken("fr00004", "alt_4", { kind: "quiet" }, 1),
      taken("fr00006", "alt_6", { kind: "open", side: "sell", type: "stop", lots: "0.4" }, 2),
      {
        key: "fr00005",
        symbol: "NOSUCH",
        effect: { kind: "quiet" },
        orders: 0,
        refusedWith: ["unknown_symbol"],
        attempts: [
          {
            copy: 0,
            startedAtMs: NOON_MS,
            endedAtMs: NOON_MS + 3,
            outcome: { kind: "answer", status: 422, alertId: "alt_5", code: "unknown_symbol" },
          },
        ],
      },
    ],
    stories: [
      story("alt_1", "fr00001", ["ord_1"]),
      { ...story("alt_1b", "fr00001", []), verdict: "duplicate", duplicateOf: "alt_1" },
      story("alt_2", "fr00002", ["ord_2a", "ord_2b"]),
      story("alt_3", "fr00003", ["ord_3"]),
      story("alt_4", "fr00004", ["ord_4"]),
      story("alt_6", "fr00006", ["ord_6a", "ord_6b"]),
      { ...story("alt_5", "fr00005", []), verdict: "refused", code: "unknown_symbol" },
    ],
    ledger: [
      { ...order, orderId: "ord_1", alertId: "alt_1", kind: "open", type: "market", deals: [deals.entry] },
      { ...order, orderId: "ord_2a", alertId: "alt_2", kind: "close", deals: [deals.close] },
      {
        ...order,
        orderId: "ord_2b",
        alertId: "alt_2",
        leg: 1,
        kind: "open",
        type: "market",
        deals: [deals.open],
      },
      { ...order, orderId: "ord_3", alertId: "alt_3", kind: "open", type: "limit", deals: [deals.pending] },
      { ...order, orderId: "ord_4", alertId: "alt_4", kind: "cancel" },
      { ...order, orderId: "ord_6a", alertId: "alt_6", kind: "cancel" },
      { ...order, orderId: "ord_6b", alertId: "alt_6", leg: 1, kind: "open", type: "stop", state: "working" },
    ],
    log: [
      logged(deals.entry, "ord_1", 100),
      logged(deals.close, "ord_2a", 200),
      logged(deals.open, "ord_2b", 210),
      // Long after its deadline, which is for the placing of a pending order and not for its fill.
      logged(deals.pending, "ord_3", 90_000),
    ],
    positions: [
      { position: "503", symbol: "EURUSD", side: "short", lots: "0.20" },
      { position: "504", symbol: "EURUSD", side: "long", lots: "0.3" },
    ],
    alarms: [],
    faults: 0,
    heldUp: [],
    ends: [],
  };
}

/** Changes the items that `has` finds, of which there must be one at least. */
export const change =
  <T>(has: (item: T) => boolean, to: (item: T) => T) =>
  (items: readonly T[]): T[] => {
    if (!items.some(has)) throw new Error("the fixture has no such item");
    return items.map((item) => (has(item) ? to(item) : item));
  };

/** Sound evidence with one alert told differently. The other `with...` functions are alike. */
export function withStory(id: string, to: Partial<AlertStory>): Evidence {
  const sound = soundEvidence();
  const stories = change<AlertStory>(
    ({ alertId }) => alertId === id,
    (story) => ({ ...story, ...to }),
  );
  return { ...sound, stories: stories(sound.stories) };
}

export function withOrder(id: string, to: Partial<LedgerOrder>): Evidence {
  const sound = soundEvidence();
  const ledger = change<LedgerOrder>(
    ({ orderId }) => orderId === id,
    (order) => ({ ...order, ...to }),
  );
  return { ...sound, ledger: ledger(sound.ledger) };
}

export function withDeal(number: string, to: Partial<LoggedDeal>): Evidence {
  const sound = soundEvidence();
  return {
    ...sound,
    log: change<LoggedDeal>(
      ({ deal }) => deal === number,
      (deal) => ({ ...deal, ...to }),
    )(sound.log),
  };
}

export function withAttempt(alert: string, outcome: Outcome): Evidence {
  const sound = soundEvidence();
  const attempt = { copy: 0, startedAtMs: NOON_MS - 6_000, endedAtMs: NOON_MS - 5_900, outcome };
  const add = change<SentAlert>(
    ({ key }) => key === alert,
    (sent) => ({ ...sent, attempts: [attempt, ...sent.attempts] }),
  );
  return { ...sound, sent: add(sound.sent) };
}

/**
 * Sound evidence in which something other than an order of the ledger closed the position of the pending
 * order: the broker's stop (`by` is ""), or an order that the agent made by itself. `noted`: the ledger knows.
 */
export function withClose(by: string, noted: boolean): Evidence {
  const close = deal(8, { side: "sell", entry: "out", lots: "0.3", position: "504" });
  const evidence = withOrder("ord_3", { notes: noted ? [close] : [] });
  return {
    ...evidence,
    log: [...evidence.log, { ...close, orderId: by, step: 0, atMs: NOON_MS + 95_000 }],
    positions: evidence.positions.filter(({ position }) => position !== "504"),
  };
}

export function withoutOrder(id: string): Evidence {
  const sound = soundEvidence();
  return { ...sound, ledger: sound.ledger.filter(({ orderId }) => orderId !== id) };
}

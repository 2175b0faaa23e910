import { canonicalDecimal, Decimal } from "../../../src/domain/decimal.ts";
import {
  type Effect,
  ENTRY_ALLOWED_MS,
  EXIT_ALLOWED_MS,
  type LedgerDeal,
  type LedgerOrder,
  type LoggedDeal,
  type SentAlert,
  type Side,
  TIME_STEP_MS,
} from "../evidence.ts";
import { type Check, isPendingType, logByOrder, ordersById, repeats, sentByOrder } from "./lookup.ts";

/** A request without an answer may still have been read this long after the sender gave up. */
const READ_LATE_MS = 5_000;

/** Every deal that the ledger tells with an order. */
function dealsAndNotes({ deals, notes }: LedgerOrder): LedgerDeal[] {
  return [...deals, ...notes];
}

const nothingMissing: Check = {
  name: "every deal of ours in the log is in the ledger, under its order",
  findings: ({ log, ledger }) => {
    const told = new Map(ledger.flatMap((order) => order.deals.map((deal) => [deal.deal, order.orderId])));
    const orders = new Set(ledger.map((order) => order.orderId));
    const noted = new Set(ledger.flatMap((order) => order.notes.map((deal) => deal.deal)));
    // The agent's own orders (exits) are in no ledger; their deals are told in notes.
    const isLocal = (deal: LoggedDeal) => !orders.has(deal.orderId) && noted.has(deal.deal);
    return log
      .filter((deal) => deal.orderId !== "" && told.get(deal.deal) !== deal.orderId && !isLocal(deal))
      .map((deal) =>
        orders.has(deal.orderId)
          ? `deal ${deal.deal} of ${deal.orderId} is in the ledger of ${told.get(deal.deal) ?? "no order"}`
          : `deal ${deal.deal} is of ${deal.orderId}, which the ledger does not know`,
      );
  },
};

const closingsTold: Check = {
  name: "every close of a position of ours that no order asked for is a note on the order that opened it",
  findings: ({ log, ledger }) => {
    const opened = new Set<string>();
    const told = new Set<string>();
    for (const { deals, notes } of ledger) {
      // On a netting account several orders may have opened one position; the note is on one of them.
      const own = new Set(deals.filter(({ entry }) => entry !== "out").map(({ position }) => position));
      for (const position of own) opened.add(position);
      for (const { deal, position } of notes) if (own.has(position)) told.add(deal);
    }
    return log
      .filter(({ orderId, entry, position }) => orderId === "" && entry !== "in" && opened.has(position))
      .filter(({ deal }) => !told.has(deal))
      .map(({ deal, position }) => `deal ${deal} closed ${position} and is no note of its order`);
  },
};

const nothingInvented: Check = {
  name: "every deal in the ledger is in the log",
  findings: ({ log, ledger }) => {
    const logged = new Set(log.map((deal) => deal.deal));
    return ledger.flatMap((order) =>
      dealsAndNotes(order)
        .filter((deal) => !logged.has(deal.deal))
        .map((deal) => `deal ${deal.deal} of ${order.orderId} is not in the log`),
    );
  },
};

const nothingTwice: Check = {
  name: "no deal and no step of an order is there twice",
  findings: ({ log, ledger }) => [
    ...repeats(log, (deal) => deal.deal).map((deal) => `deal ${deal} is in the log twice`),
    ...repeats(
      ledger.flatMap((order) => dealsAndNotes(order)),
      (deal) => deal.deal,
    ).map((deal) => `deal ${deal} is in the ledger twice`),
    ...repeats(
      log.filter((deal) => deal.orderId !== ""),
      (deal) => `step ${deal.step} of ${deal.orderId}`,
    ).map((step) => `${step} was executed twice`),
  ],
};

const texts = ["ticket", "position", "symbol", "side", "entry"] as const;
const decimals = ["lots", "price", "profit"] as const;

function differences(logged: LoggedDeal, told: LedgerDeal): string[] {
  const inText = texts.filter((field) => logged[field] !== told[field]);
  const inNumber = decimals.filter(
    (field) => canonicalDecimal(logged[field]) !== canonicalDecimal(told[field]),
  );
  return [...inText, ...inNumber].map((field) => `${field} ${logged[field]} is ${told[field]} in the ledger`);
}

const sameDeals: Check = {
  name: "ledger and log agree on every deal: symbol, side, entry, volume, price, profit, tickets",
  findings: ({ log, ledger }) => {
    const logged = new Map(log.map((deal) => [deal.deal, deal]));
    return ledger.flatMap((order) =>
      dealsAndNotes(order).flatMap((deal) => {
        const other = logged.get(deal.deal);
        return other === undefined
          ? []
          : differences(other, deal).map((text) => `deal ${deal.deal}: ${text}`);
      }),
    );
  },
};

const closingSide = { long: "sell", short: "buy" } as const;

const isSided = (deal: LoggedDeal, side: Side): boolean => deal.side === side;

/** Whether a deal that takes off positions of `closed` has the right side. */
const isClosing = (deal: LoggedDeal, closed: "long" | "short" | "both"): boolean =>
  deal.entry !== "in" && (closed === "both" || deal.side === closingSide[closed]);

/** True when the alert asked for a deal like this one. */
function isAskedFor(effect: Effect, order: LedgerOrder, symbol: string, deal: LoggedDeal): boolean {
  if (deal.symbol !== symbol && !(effect.kind === "close" && effect.scope === "account")) return false;
  const opens = deal.entry === "in";
  switch (effect.kind) {
    case "open":
      return opens && order.kind === "open" && isSided(deal, effect.side);
    case "flip":
      return order.kind === "open" ? opens && isSided(deal, effect.side) : isClosing(deal, effect.closes);
    case "close":
      return isClosing(deal, effect.side);
    case "target":
      return !opens || isSided(deal, effect.side);
    case "quiet":
      return false;
  }
}

const asPlanned: Check = {
  name: "every deal is of the kind, side and symbol that its alert asked for",
  findings: (evidence) => {
    const sent = sentByOrder(evidence);
    const orders = ordersById(evidence);
    return evidence.log.flatMap((deal) => {
      const alert = sent.get(deal.orderId);
      const order = orders.get(deal.orderId);
      if (alert === undefined || order === undefined) return [];
      if (isAskedFor(alert.effect, order, alert.symbol, deal)) return [];
      return [`deal ${deal.deal} (${deal.side} ${deal.entry} ${deal.symbol}) came of ${alert.key}`];
    });
  },
};

/** The volume that the alert asked for, undefined when it depends on what was open. */
function lotsAsked(effect: Effect, order: LedgerOrder): string | undefined {
  if (order.kind !== "open") return undefined;
  return effect.kind === "open" || effect.kind === "flip" ? effect.lots : undefined;
}

const volumes: Check = {
  name: "a filled entry has exactly the volume that its alert asked for, and a target never more",
  findings: (evidence) => {
    const sent = sentByOrder(evidence);
    const log = logByOrder(evidence);
    return evidence.ledger.flatMap((order) => {
      const alert = sent.get(order.orderId);
      if (alert === undefined) return [];
      const opening = (log.get(order.orderId) ?? []).filter((deal) => deal.entry === "in");
      const sum = opening.reduce((total, deal) => total.plus(deal.lots), new Decimal(0));
      const asked = lotsAsked(alert.effect, order);
      if (asked !== undefined && order.state === "filled" && !sum.equals(asked)) {
        return [`${order.orderId} (${alert.key}) has ${sum.toFixed()} lots of ${asked}`];
      }
      if (alert.effect.kind === "target" && sum.greaterThan(alert.effect.lots)) {
        return [`${order.orderId} (${alert.key}) opened ${sum.toFixed()} lots of ${alert.effect.lots}`];
      }
      return [];
    });
  },
};

/** The latest moment at which an order of the alert may be executed, worked out from the requests alone. */
function latestMs(alert: SentAlert, { kind }: LedgerOrder): number {
  const allowedMs = kind === "open" || kind === "target" ? ENTRY_ALLOWED_MS : EXIT_ALLOWED_MS;
  if (alert.firedAtMs !== undefined) return alert.firedAtMs + TIME_STEP_MS + allowedMs;
  const read = alert.attempts.map(({ endedAtMs, outcome }) =>
    outcome.kind === "none" ? endedAtMs + READ_LATE_MS : endedAtMs,
  );
  return Math.max(...read) + allowedMs;
}

const inTime: Check = {
  name: "no deal comes after its order's deadline, and no deadline is later than the alert allows",
  findings: (evidence) => {
    const sent = sentByOrder(evidence);
    const orders = ordersById(evidence);
    const found: string[] = [];
    for (const order of evidence.ledger) {
      const alert = sent.get(order.orderId);
      if (alert === undefined) continue;
      const late = order.deadlineMs - latestMs(alert, order);
      if (late > 0) found.push(`${order.orderId} (${alert.key}): its deadline is ${late} ms too late`);
    }
    for (const deal of evidence.log) {
      const order = orders.get(deal.orderId);
      // A broker with a record of its requests takes its time; for it the request counts (requests.ts).
      if (order === undefined || isPendingType(order) || evidence.requests !== undefined) continue;
      const late = deal.atMs - order.deadlineMs;
      if (late > 0) found.push(`deal ${deal.deal} of ${order.orderId} came ${late} ms after the deadline`);
    }
    return found;
  },
};

/** What must hold between the ledger and the broker's own record, deal by deal. */
export const dealChecks: readonly Check[] = [
  nothingMissing,
  closingsTold,
  nothingInvented,
  nothingTwice,
  sameDeals,
  asPlanned,
  volumes,
  inTime,
];

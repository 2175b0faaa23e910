import type { OrderState } from "../../../src/domain/order/events.ts";
import type { LedgerOrder } from "../evidence.ts";
import { type Check, logByOrder, repeats, requestsByOrder, unknownOrders } from "./lookup.ts";

const ends: ReadonlySet<OrderState> = new Set(["filled", "cancelled", "rejected", "expired"]);

/** TRADE_RETCODE_PLACED, _DONE, _DONE_PARTIAL. */
export const carriedOut: ReadonlySet<number> = new Set([10_008, 10_009, 10_010]);

/** An instruction that trades leaves deals, or none, in the log; one that does not leaves nothing to look up. */
const logCanTell = new Set(["open", "close", "target"]);

const settled: Check = {
  name: "every order is at its end, or stands at the venue",
  findings: ({ ledger }) =>
    ledger
      .filter((order) => !ends.has(order.state) && order.state !== "working" && order.state !== "unknown")
      .map((order) => `${order.orderId} (${order.kind}) is still ${order.state}`),
};

/**
 * The paper terminal's records can tell of every instruction that trades. Behind the expert advisor a request
 * may be lost: only what was carried out is in a terminal's records, and an order whose one request was must
 * not stay unknown. A close or target has one request a position, of which any may be lost.
 */
const known: Check = {
  name: "no order is left unknown that the broker's records can tell of",
  findings: (evidence) => {
    const requests = requestsByOrder(evidence);
    const canTell = ({ kind, orderId }: LedgerOrder): boolean => {
      if (evidence.requests === undefined) return logCanTell.has(kind);
      const its = requests.get(orderId) ?? [];
      return kind === "open" && its.some(({ retcode }) => retcode !== null && carriedOut.has(retcode));
    };
    return evidence.ledger
      .filter((order) => order.state === "unknown" && canTell(order))
      .map((order) => `${order.orderId} (${order.kind}) is unknown`);
  },
};

const unknownShown: Check = {
  name: "every order that is unknown has raised its alarm",
  findings: (evidence) => {
    const raised = new Set(evidence.alarms.map(({ orderId }) => orderId));
    return [...unknownOrders(evidence)]
      .filter((orderId) => !raised.has(orderId))
      .map((orderId) => `${orderId} is unknown, and no alarm says so`);
  },
};

const onlyPendingRests: Check = {
  name: "only limit and stop orders stand at the venue",
  findings: ({ ledger }) =>
    ledger
      .filter((order) => order.state === "working" && (order.kind !== "open" || order.type === "market"))
      .map((order) => `${order.orderId} (${order.kind} ${order.type ?? ""}) is working`),
};

const listedOnce: Check = {
  name: "the ledger lists every order once, and each leg of an alert once",
  findings: ({ ledger }) => [
    ...repeats(ledger, (order) => order.orderId).map((id) => `${id} is listed twice`),
    ...repeats(ledger, (order) => `leg ${order.leg} of ${order.alertId}`).map(
      (leg) => `${leg} is there twice`,
    ),
  ],
};

/**
 * Whether deals in the log contradict the order's state. A close of several positions may end before all of
 * them are closed; then its deals are in the ledger too, which other checks compare.
 */
function mayNotHaveDeals({ state, kind }: LedgerOrder): boolean {
  if (state === "rejected" || state === "working") return true;
  return (state === "expired" || state === "cancelled") && kind !== "close" && kind !== "target";
}

const noDealsBehindRefusal: Check = {
  name: "no order that is rejected, expired, cancelled or still working has deals in the log",
  findings: (evidence) => {
    const log = logByOrder(evidence);
    return evidence.ledger
      .filter((order) => mayNotHaveDeals(order) && log.has(order.orderId))
      .map((order) => `${order.orderId} is ${order.state} and has ${log.get(order.orderId)?.length} deals`);
  },
};

const nothingWrong: Check = {
  name: "no alarm is raised any more but for unknown orders, and the ledger recorded no fault",
  findings: (evidence) => {
    const unknown = unknownOrders(evidence);
    const { alarms, faults } = evidence;
    return [
      ...alarms
        .filter(({ orderId, code }) => code !== "unknown" || !unknown.has(orderId))
        .map(({ orderId, code }) => `${code} ${orderId}`),
      ...(faults > 0 ? [`${faults} faults are recorded`] : []),
    ];
  },
};

/** What must hold for the states of the ledger's orders. */
export const orderChecks: readonly Check[] = [
  settled,
  known,
  unknownShown,
  onlyPendingRests,
  listedOnce,
  noDealsBehindRefusal,
  nothingWrong,
];

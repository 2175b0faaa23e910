import type { OrderState } from "../../../src/domain/order/events.ts";
import type { LedgerOrder } from "../evidence.ts";
import { type Check, logByOrder, repeats } from "./lookup.ts";

const ends: ReadonlySet<OrderState> = new Set(["filled", "cancelled", "rejected", "expired"]);

/** An instruction that trades leaves deals, or none, in the log; one that does not leaves nothing to look up. */
const logCanTell = new Set(["open", "close", "target"]);

const settled: Check = {
  name: "every order is at its end, or stands at the venue",
  findings: ({ ledger }) =>
    ledger
      .filter((order) => !ends.has(order.state) && order.state !== "working" && order.state !== "unknown")
      .map((order) => `${order.orderId} (${order.kind}) is still ${order.state}`),
};

const known: Check = {
  name: "no order is left unknown that the deals log can tell of",
  findings: ({ ledger }) =>
    ledger
      .filter((order) => order.state === "unknown" && logCanTell.has(order.kind))
      .map((order) => `${order.orderId} (${order.kind}) is unknown`),
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
  name: "no alarm is raised any more, and the ledger recorded no fault",
  findings: ({ alarms, faults }) => [...alarms, ...(faults > 0 ? [`${faults} faults are recorded`] : [])],
};

/** What must hold for the states of the ledger's orders. */
export const orderChecks: readonly Check[] = [
  settled,
  known,
  onlyPendingRests,
  listedOnce,
  noDealsBehindRefusal,
  nothingWrong,
];

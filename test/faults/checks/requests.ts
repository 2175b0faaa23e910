import type { Evidence, Span } from "../evidence.ts";
import { type Check, ordersById, repeats, requestsByOrder } from "./lookup.ts";
import { carriedOut } from "./orders.ts";

/** From the expert advisor's check to the broker's clock, on a machine that is busy with the run. */
const ON_ITS_WAY_MS = 500;

const askedOnce: Check = {
  name: "every request to the broker is of an order that the ledger knows, and none comes twice",
  findings: ({ requests = [] }) => [
    ...requests
      .filter(({ orderId }) => orderId === "")
      .map(({ magic }) => `a request with the magic number ${magic} is of no order`),
    ...repeats(
      requests.filter(({ orderId }) => orderId !== ""),
      ({ orderId, step }) => `step ${step} of ${orderId}`,
    ).map((step) => `${step} reached the broker twice`),
  ],
};

const dealsWereAskedFor: Check = {
  name: "every deal that an order asked for came of a request of it",
  findings: ({ requests, log }) => {
    if (requests === undefined) return [];
    const asked = new Set(requests.map(({ orderId, step }) => `${orderId} ${step}`));
    return log
      .filter(({ orderId, step }) => orderId !== "" && !asked.has(`${orderId} ${step}`))
      .map(({ deal, orderId }) => `deal ${deal} of ${orderId} came of no request`);
  },
};

/** How much of the time between two moments the way to the broker was held up, in ms. */
function heldUpMs(spans: readonly Span[], fromMs: number, toMs: number): number {
  let sum = 0;
  let coveredMs = fromMs;
  for (const span of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const begin = Math.max(span.fromMs, coveredMs);
    const end = Math.min(span.toMs, toMs);
    if (end <= begin) continue;
    sum += end - begin;
    coveredMs = end;
  }
  return sum;
}

const requestsInTime: Check = {
  name: "no request reaches the broker after its order's deadline",
  findings: (evidence) => {
    const orders = ordersById(evidence);
    return (evidence.requests ?? []).flatMap(({ orderId, step, atMs, fault }) => {
      const order = orders.get(orderId);
      if (order === undefined || atMs <= order.deadlineMs) return [];
      const late = atMs - order.deadlineMs - heldUpMs(evidence.heldUp, order.deadlineMs, atMs);
      if (late <= ON_ITS_WAY_MS) return [];
      return [`step ${step} of ${orderId} came ${late} ms after the deadline (${fault ?? "no fault"})`];
    });
  },
};

const nothingDenied: Check = {
  name: "nothing that the broker carried out is called refused or too late",
  findings: (evidence) => {
    const requests = requestsByOrder(evidence);
    const wasCarriedOut = (orderId: string) =>
      (requests.get(orderId) ?? []).some(({ retcode }) => retcode !== null && carriedOut.has(retcode));
    return evidence.ledger
      .filter(({ kind, state }) => kind === "open" && (state === "rejected" || state === "expired"))
      .filter(({ orderId }) => wasCarriedOut(orderId))
      .map(({ orderId, state }) => `${orderId} is ${state}, and the broker carried it out`);
  },
};

const nobodyEnded: Check = {
  name: "no program ended by itself",
  findings: ({ ends }: Evidence) => ends,
};

/** What must hold between the ledger and what the broker noted of the requests that came to it. */
export const requestChecks: readonly Check[] = [
  askedOnce,
  dealsWereAskedFor,
  requestsInTime,
  nothingDenied,
  nobodyEnded,
];

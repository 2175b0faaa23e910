import { canonicalDecimal, Decimal } from "../../../src/domain/decimal.ts";
import type { LoggedDeal } from "../evidence.ts";
import { type Check, isPendingType, ordersByAlert, ordersById, sentByOrder } from "./lookup.ts";

/** The log in the broker's own order. */
function inOrder(log: readonly LoggedDeal[]): LoggedDeal[] {
  return [...log].sort((a, b) => (BigInt(a.deal) < BigInt(b.deal) ? -1 : 1));
}

const flipsWhole: Check = {
  name: "a flip closes before it opens, and no other alert trades the symbol in between",
  findings: (evidence) => {
    const sent = sentByOrder(evidence);
    const orders = ordersById(evidence);
    const log = inOrder(evidence.log);
    const found: string[] = [];
    for (const [alertId, its] of ordersByAlert(evidence)) {
      const flip = its.length > 1 ? sent.get(its[0]?.orderId ?? "") : undefined;
      if (flip === undefined) continue;
      const ids = new Set(its.map((order) => order.orderId));
      const first = log.findIndex((deal) => ids.has(deal.orderId));
      const last = log.findLastIndex((deal) => ids.has(deal.orderId));
      let opened = false;
      for (const deal of first < 0 ? [] : log.slice(first, last + 1)) {
        const order = orders.get(deal.orderId);
        if (ids.has(deal.orderId)) {
          if (opened && deal.entry !== "in")
            found.push(`${alertId} (${flip.key}) closed after it had opened`);
          opened ||= deal.entry === "in";
        } else if (order !== undefined && deal.symbol === flip.symbol && !isPendingType(order)) {
          found.push(`deal ${deal.deal} of ${deal.orderId} came into the middle of ${alertId} (${flip.key})`);
        }
      }
    }
    return found;
  },
};

const samePositions: Check = {
  name: "the open positions are what the log's deals add up to",
  findings: (evidence) => {
    const open = new Map<string, Decimal>();
    const found: string[] = [];
    for (const deal of inOrder(evidence.log)) {
      const before = open.get(deal.position) ?? new Decimal(0);
      const after = deal.entry === "in" ? before.plus(deal.lots) : before.minus(deal.lots);
      if (after.isNegative()) found.push(`deal ${deal.deal} closes more of ${deal.position} than was open`);
      open.set(deal.position, after);
    }
    const told = new Map(evidence.positions.map(({ position, lots }) => [position, canonicalDecimal(lots)]));
    for (const [position, lots] of open) {
      const has = told.get(position) ?? "0";
      if (has !== lots.toFixed())
        found.push(`position ${position}: ${lots.toFixed()} by the log, ${has} told`);
      told.delete(position);
    }
    for (const position of told.keys()) found.push(`position ${position} is in no deal of the log`);
    return found;
  },
};

/** What must hold for the order in which deals came, and for what they add up to. */
export const sequenceChecks: readonly Check[] = [flipsWhole, samePositions];

import { NOON_MS, soundEvidence, withOrder, withStory } from "../checker.fixture.ts";
import type { BrokerRequest, Evidence } from "../evidence.ts";
import { type Broken, broken, rule } from "./broken.ts";

const DONE = 10_009;

/** Sound evidence in which the broker noted its requests, the one of an order told differently. */
export function askedBroker(to: Partial<BrokerRequest> = {}): Evidence {
  const sound = soundEvidence();
  const requests = sound.ledger.map(({ orderId }, index): BrokerRequest => {
    const told = orderId === to.orderId ? to : {};
    const magic = String(index + 1);
    return { orderId, step: 0, magic, atMs: NOON_MS + 100, fault: null, retcode: DONE, ...told };
  });
  return { ...sound, requests };
}

/** The evidence of a run in which the request of the market entry never reached the broker. */
export function lostRequest(): Evidence {
  const asked = askedBroker({ orderId: "ord_1", fault: "time_out_lost", retcode: 10_012 });
  const { ledger } = withOrder("ord_1", { state: "unknown", deals: [] });
  const { stories } = withStory("alt_1", { final: false });
  // What the flip closed was another one's position then.
  const opened = { side: "buy", entry: "in", lots: "0.1", position: "501", symbol: "EURUSD" } as const;
  const other = { deal: "0", ticket: "500", price: "1.1", profit: "0", orderId: "", step: 0, atMs: NOON_MS };
  return {
    ...asked,
    ledger,
    stories,
    log: [{ ...opened, ...other }, ...asked.log.filter(({ orderId }) => orderId !== "ord_1")],
    alarms: [{ orderId: "ord_1", code: "unknown" }],
  };
}

/** What can be wrong between the ledger and the broker's record of its requests. */
export const brokenRequests: readonly Broken[] = [
  broken("a request comes twice", () => {
    const asked = askedBroker();
    return { ...asked, requests: [...(asked.requests ?? []), ...(asked.requests ?? []).slice(0, 1)] };
  }, [rule.asked]),
  broken("a request is of an order that the ledger does not know", () => {
    const asked = askedBroker();
    const stranger = { ...askedBroker().requests?.[0], orderId: "", step: 0, magic: "99" };
    const rest = { atMs: NOON_MS, fault: null, retcode: DONE };
    return { ...asked, requests: [...(asked.requests ?? []), { ...stranger, ...rest }] };
  }, [rule.asked]),
  broken("a deal came of no request", () => {
    const asked = askedBroker();
    return { ...asked, requests: (asked.requests ?? []).filter(({ orderId }) => orderId !== "ord_2b") };
  }, [rule.caused]),
  broken(
    "a request reaches the broker after the deadline",
    () => askedBroker({ orderId: "ord_3", atMs: NOON_MS + 30_501 }),
    [rule.lateRequest],
  ),
  broken("what the broker placed is called refused", () => {
    const { ledger } = withOrder("ord_6b", { state: "rejected" });
    return { ...askedBroker(), ledger };
  }, [rule.carriedOut]),
  broken("what the broker placed stays unknown", () => {
    const { ledger } = withOrder("ord_6b", { state: "unknown" });
    return { ...askedBroker(), ledger, alarms: [{ orderId: "ord_6b", code: "unknown" }] };
  }, [rule.known]),
  broken(
    "the terminal stopped the expert advisor",
    () => ({ ...askedBroker(), ends: ["terminal ended (66)"] }),
    [rule.ended],
  ),
];

import {
  NOON_MS,
  soundEvidence,
  story,
  withAttempt,
  withOrder,
  withoutOrder,
  withStory,
} from "../checker.fixture.ts";
import type { LedgerOrder } from "../evidence.ts";
import { type Broken, broken, rule } from "./broken.ts";

const alarm = { orderId: "ord_1", code: "unknown" } as const;

/** What can be wrong with alerts, their answers, and the states of their orders. */
export const brokenAlerts: readonly Broken[] = [
  broken("an answered alert is gone", () => {
    const sound = soundEvidence();
    return { ...sound, stories: sound.stories.filter(({ alertId }) => alertId !== "alt_4") };
  }, [rule.answers, rule.planned]),
  broken("an accepted alert changed its verdict", () => withStory("alt_4", { verdict: "pending" }), [
    rule.answers,
    rule.planned,
  ]),
  broken(
    "one alert answered two requests",
    () => withAttempt("fr00004", { kind: "answer", status: 202, alertId: "alt_4", verdict: "accepted" }),
    [rule.answers],
  ),
  broken("an alert was accepted a second time", () => {
    const sound = soundEvidence();
    const again = story("alt_9", "fr00004", ["ord_9"]);
    const order: LedgerOrder = {
      orderId: "ord_9",
      alertId: "alt_9",
      leg: 0,
      kind: "cancel",
      state: "filled",
      deadlineMs: NOON_MS + 30_000,
      deals: [],
      notes: [],
    };
    return { ...sound, stories: [...sound.stories, again], ledger: [...sound.ledger, order] };
  }, [rule.once]),
  broken(
    "a good alert was refused",
    () => withAttempt("fr00004", { kind: "answer", status: 422, code: "unknown_key" }),
    [rule.right],
  ),
  broken("a bare 500", () => withAttempt("fr00004", { kind: "answer", status: 500 }), [rule.right]),
  broken(
    "a bad alert was refused with another code",
    () => withAttempt("fr00005", { kind: "answer", status: 422, code: "malformed" }),
    [rule.right],
  ),
  broken("a 503 was answered for an alert that was written", () => {
    const late = withAttempt("fr00003", { kind: "answer", status: 503, code: "unavailable" });
    const unseen = { ...story("alt_8", "fr00003", []), verdict: "refused" };
    return { ...late, stories: [...late.stories, unseen] };
  }, [rule.unavailable]),
  broken("a duplicate of nothing", () => withStory("alt_1b", { duplicateOf: "alt_7" }), [
    rule.answers,
    rule.duplicates,
  ]),
  broken("a duplicate of another alert", () => withStory("alt_1b", { duplicateOf: "alt_2" }), [
    rule.answers,
    rule.duplicates,
  ]),
  broken("a duplicate has an order", () => withStory("alt_1b", { orderIds: ["ord_1"] }), [rule.duplicates]),
  broken("an accepted alert has no order", () => withoutOrder("ord_4"), [rule.planned]),
  broken("the open leg of a flip is missing", () => withoutOrder("ord_2b"), [rule.planned, rule.missing]),
  broken("an alert tells an order that is not its own", () => withStory("alt_4", { orderIds: ["ord_3"] }), [
    rule.planned,
  ]),
  broken("an order of an alert that nobody knows", () => withOrder("ord_4", { alertId: "alt_0" }), [
    rule.planned,
  ]),
  broken("an alert has no final outcome", () => withStory("alt_4", { final: false }), [rule.answers]),
  broken(
    "an alarm is still raised",
    () => ({ ...soundEvidence(), alarms: [{ orderId: "ord_1", code: "unsettled" }] }),
    [rule.alarms],
  ),
  broken("the ledger recorded a fault", () => ({ ...soundEvidence(), faults: 1 }), [rule.alarms]),
  broken("an order is stuck", () => withOrder("ord_4", { state: "submitted" }), [rule.settled]),
  broken("an entry is unknown", () => ({ ...withOrder("ord_1", { state: "unknown" }), alarms: [alarm] }), [
    rule.known,
  ]),
  broken("a cancel is unknown without an alarm", () => withOrder("ord_4", { state: "unknown" }), [
    rule.shown,
  ]),
  broken("the alarm of an unknown order is still raised", () => ({ ...soundEvidence(), alarms: [alarm] }), [
    rule.alarms,
  ]),
  broken("a cancel is working", () => withOrder("ord_4", { state: "working" }), [rule.rests]),
  broken("an order is listed twice", () => {
    const sound = soundEvidence();
    const twin = sound.ledger.filter(({ orderId }) => orderId === "ord_4");
    return { ...sound, ledger: [...sound.ledger, ...twin] };
  }, [rule.planned, rule.listed]),
  broken("a leg is there twice", () => withOrder("ord_2b", { leg: 0 }), [rule.listed]),
  broken("a rejected order has a deal", () => withOrder("ord_1", { state: "rejected" }), [rule.refused]),
  broken("an expired order has a deal", () => withOrder("ord_2b", { state: "expired" }), [rule.refused]),
];

import {
  ENTRY_ALLOWED_MS,
  type Evidence,
  EXIT_ALLOWED_MS,
  type SentAlert,
  TIME_STEP_MS,
} from "../evidence.ts";
import {
  answersTo,
  type Check,
  isTaken,
  ordersByAlert,
  repeats,
  storiesById,
  storiesByKey,
  unknownOrders,
} from "./lookup.ts";

/** P2, P4: what was answered is what can be read afterwards. */
const answersHold: Check = {
  name: "every alert that got a 2xx has one final verdict, the one it was answered with",
  findings: (evidence) => {
    const stories = storiesById(evidence);
    const found: string[] = [];
    const named: string[] = [];
    const unknown = unknownOrders(evidence);
    for (const sent of evidence.sent) {
      for (const { answer } of answersTo(sent)) {
        if (!isTaken(answer)) continue;
        const expected = answer.status === 202 ? "accepted" : "duplicate";
        const story = answer.alertId === undefined ? undefined : stories.get(answer.alertId);
        if (answer.alertId !== undefined) named.push(answer.alertId);
        if (story === undefined) found.push(`${sent.key}: ${answer.status} for an alert that is not there`);
        else if (answer.verdict !== expected || story.verdict !== expected) {
          found.push(
            `${sent.key}: ${answer.status} said "${answer.verdict}", the alert says "${story.verdict}"`,
          );
        } else if (story.duplicateOf !== (answer.duplicateOf ?? null)) {
          found.push(
            `${sent.key}: answered as duplicate of ${answer.duplicateOf}, kept as of ${story.duplicateOf}`,
          );
        }
      }
    }
    for (const story of evidence.stories) {
      if (!story.final && !story.orderIds.some((id) => unknown.has(id))) {
        found.push(`${story.alertId} (${story.key}) has no final outcome`);
      }
    }
    for (const id of repeats(named, (alertId) => alertId)) found.push(`${id} was answered to two requests`);
    for (const id of repeats(evidence.stories, (story) => story.alertId)) found.push(`${id} is listed twice`);
    return found;
  },
};

const acceptedOnce: Check = {
  name: "no alert is accepted twice, however often it was sent",
  findings: (evidence) => {
    const found: string[] = [];
    for (const [key, stories] of storiesByKey(evidence)) {
      const accepted = stories.filter((story) => story.verdict === "accepted");
      if (key !== null && accepted.length > 1) {
        found.push(`${key} was accepted as ${accepted.map((story) => story.alertId).join(" and ")}`);
      }
    }
    return found;
  },
};

/** Refused for its age although the plan did not want that: a resend came when the time was up. */
function isStaleByNow(sent: SentAlert, status: number, code: string | undefined, endedAtMs: number): boolean {
  if (status !== 409 || code !== "stale" || sent.firedAtMs === undefined) return false;
  const opens = sent.effect.kind === "open" || sent.effect.kind === "flip" || sent.effect.kind === "target";
  return endedAtMs > sent.firedAtMs + TIME_STEP_MS + (opens ? ENTRY_ALLOWED_MS : EXIT_ALLOWED_MS);
}

const answersAreRight: Check = {
  name: "every answer is the one the design gives: good alerts are taken, bad ones refused with their code",
  findings: (evidence) => {
    const found: string[] = [];
    for (const sent of evidence.sent) {
      const refusedWith = sent.refusedWith;
      for (const { attempt, answer } of answersTo(sent)) {
        if (answer.status === 503) continue;
        const { status, code } = answer;
        const right =
          refusedWith === undefined
            ? isTaken(answer) || isStaleByNow(sent, status, code, attempt.endedAtMs)
            : status >= 400 && status < 500 && code !== undefined && refusedWith.includes(code);
        if (!right) found.push(`${sent.key}: ${status} ${code ?? answer.verdict ?? ""}`);
      }
    }
    return found;
  },
};

/** P4. A request without any answer may have written; one that got a 503 may not. */
const nothingBehind503: Check = {
  name: "a 503 means that nothing was written",
  findings: (evidence) => {
    const stories = storiesByKey(evidence);
    const found: string[] = [];
    for (const sent of evidence.sent) {
      const outcomes = sent.attempts.map((attempt) => attempt.outcome);
      if (outcomes.some((outcome) => outcome.kind === "none")) continue;
      const answers = answersTo(sent).map(({ answer }) => answer);
      if (!answers.some((answer) => answer.status === 503)) continue;
      const told = new Set(answers.map((answer) => answer.alertId));
      for (const story of stories.get(sent.key) ?? []) {
        if (!told.has(story.alertId))
          found.push(`${sent.key}: ${story.alertId} was written and not answered for`);
      }
    }
    return found;
  },
};

const duplicatesAreIdle: Check = {
  name: "every suppressed duplicate names the alert that was accepted, and has no orders",
  findings: (evidence) => {
    const stories = storiesById(evidence);
    const orders = ordersByAlert(evidence);
    const found: string[] = [];
    for (const story of evidence.stories) {
      if (story.verdict !== "duplicate") continue;
      const first = story.duplicateOf === null ? undefined : stories.get(story.duplicateOf);
      if (first === undefined || first.verdict !== "accepted" || first.key !== story.key) {
        found.push(`${story.alertId} (${story.key}) is a duplicate of ${story.duplicateOf}, which it is not`);
      }
      const count = Math.max(story.orderIds.length, orders.get(story.alertId)?.length ?? 0);
      if (count > 0) found.push(`${story.alertId} (${story.key}) is a duplicate and has ${count} orders`);
    }
    return found;
  },
};

function ordersWanted(evidence: Evidence): Map<string, SentAlert> {
  return new Map(evidence.sent.map((sent) => [sent.key, sent]));
}

const ordersAsPlanned: Check = {
  name: "every accepted alert has exactly its orders, and no other alert has any",
  findings: (evidence) => {
    const wanted = ordersWanted(evidence);
    const orders = ordersByAlert(evidence);
    const stories = storiesById(evidence);
    const found: string[] = [];
    for (const story of evidence.stories) {
      if (story.verdict === "duplicate") continue;
      const sent = story.key === null ? undefined : wanted.get(story.key);
      const legs = story.verdict === "accepted" ? (sent?.orders ?? 0) : 0;
      const inLedger = (orders.get(story.alertId) ?? []).map((order) => order.orderId).sort();
      if (inLedger.length !== legs) {
        found.push(
          `${story.alertId} (${story.key}, ${story.verdict}): ${inLedger.length} orders instead of ${legs}`,
        );
      }
      if (inLedger.join() !== [...story.orderIds].sort().join()) {
        found.push(`${story.alertId} (${story.key}) tells other orders than the ledger has`);
      }
    }
    for (const [alertId, its] of orders) {
      if (!stories.has(alertId))
        found.push(`${its.length} orders of ${alertId}, which the strategy does not know`);
    }
    return found;
  },
};

/** What must hold between the requests, the alerts that are kept, and their orders. */
export const alertChecks: readonly Check[] = [
  answersHold,
  acceptedOnce,
  answersAreRight,
  nothingBehind503,
  duplicatesAreIdle,
  ordersAsPlanned,
];

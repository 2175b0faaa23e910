import type {
  AlertStory,
  Attempt,
  BrokerRequest,
  Evidence,
  LedgerOrder,
  LoggedDeal,
  Outcome,
  SentAlert,
} from "../evidence.ts";

/** One thing that must hold at the end of a run. */
export interface Check {
  /** The rule, as a sentence. */
  readonly name: string;
  /** What breaks it, one sentence each; empty when it holds. */
  readonly findings: (evidence: Evidence) => readonly string[];
}

type Answer = Extract<Outcome, { kind: "answer" }>;

/** The answers to an alert's requests, each with its request. */
export function answersTo(sent: SentAlert): { readonly attempt: Attempt; readonly answer: Answer }[] {
  const answers: { attempt: Attempt; answer: Answer }[] = [];
  for (const attempt of sent.attempts) {
    if (attempt.outcome.kind === "answer") answers.push({ attempt, answer: attempt.outcome });
  }
  return answers;
}

/** 200 and 202: the gateway has the alert. */
export function isTaken(answer: Answer): boolean {
  return answer.status === 200 || answer.status === 202;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

export function storiesById(evidence: Evidence): Map<string, AlertStory> {
  return new Map(evidence.stories.map((story) => [story.alertId, story]));
}

export function storiesByKey(evidence: Evidence): Map<string | null, AlertStory[]> {
  return groupBy(evidence.stories, (story) => story.key);
}

export function ordersById(evidence: Evidence): Map<string, LedgerOrder> {
  return new Map(evidence.ledger.map((order) => [order.orderId, order]));
}

export function ordersByAlert(evidence: Evidence): Map<string, LedgerOrder[]> {
  return groupBy(evidence.ledger, (order) => order.alertId);
}

/** The orders of which the ledger says that nobody knows what came of them. */
export function unknownOrders({ ledger }: Evidence): Set<string> {
  return new Set(ledger.filter(({ state }) => state === "unknown").map(({ orderId }) => orderId));
}

/** What the broker noted of each order's requests. */
export function requestsByOrder(evidence: Evidence): Map<string, BrokerRequest[]> {
  return groupBy(evidence.requests ?? [], (request) => request.orderId);
}

/** The logged deals of each order; those that the broker made by itself (stops, targets) are under "". */
export function logByOrder(evidence: Evidence): Map<string, LoggedDeal[]> {
  return groupBy(evidence.log, (deal) => deal.orderId);
}

/** Which planned alert an order came from, by the order's alert and the key in it. */
export function sentByOrder(evidence: Evidence): Map<string, SentAlert> {
  const stories = storiesById(evidence);
  const sent = new Map(evidence.sent.map((alert) => [alert.key, alert]));
  const found = new Map<string, SentAlert>();
  for (const order of evidence.ledger) {
    const key = stories.get(order.alertId)?.key;
    const alert = key === null || key === undefined ? undefined : sent.get(key);
    if (alert !== undefined) found.set(order.orderId, alert);
  }
  return found;
}

/** True for an order that rests at the venue: its deals may come whenever the market gets there. */
export function isPendingType(order: LedgerOrder): boolean {
  return order.kind === "open" && order.type !== "market";
}

/** Those of `items` whose key came before, named by it. */
export function repeats<T>(items: readonly T[], keyOf: (item: T) => string): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const item of items) {
    const key = keyOf(item);
    if (seen.has(key)) twice.push(key);
    seen.add(key);
  }
  return twice;
}

import type { Notice } from "./notice.ts";
import { cutTo } from "./plain-text.ts";

/** The account that a notice is about. */
export interface AboutAccount {
  readonly id: string;
  readonly name: string;
}

/** Of an order whose outcome nobody knows. */
export interface UnknownOrder {
  readonly id: string;
  readonly symbol: string | null;
  readonly reason: string | null;
}

const MOST_NAMED = 10;
const LONGEST = 4_000;

/** What became unknown together is told together: a terminal that ends leaves everything unknown that was on its way. */
export function noticeOfUnknown(
  account: AboutAccount,
  orders: readonly [UnknownOrder, ...UnknownOrder[]],
  nowMs: number,
): Notice {
  const [first] = orders;
  const many = orders.length > 1;
  const left = orders.length - MOST_NAMED;
  const lines = orders.slice(0, MOST_NAMED).map(({ id, symbol, reason }) => {
    const where = symbol === null ? "" : ` in ${symbol}`;
    return `${id}${where}${reason === null ? "" : `: ${reason}`}`;
  });
  return {
    // An order that becomes unknown again after it was known is no news.
    id: `unknown-${first.id}`,
    ...{ kind: "trading", severity: "critical", atMs: nowMs },
    title: many
      ? `${account.name}: the outcome of ${orders.length} orders is unknown`
      : `${account.name}: the outcome of an order is unknown`,
    text: textOf([
      "What was given to the broker may have been executed or not. It is looked for, and never sent again by itself.",
      ...lines,
      ...(left > 0 ? [`and ${left} more`] : []),
    ]),
    advice:
      "Look in the terminal what stands there. The order's state changes as soon as the broker's records say it.",
    facts: factsOf(account),
  };
}

/** What stands while nobody can act on it. */
export interface Held {
  readonly positions: number;
  readonly pendings: number;
  readonly orders: number;
}

/** `epoch` names the link that was lost, so that one absence is told once. */
export function noticeOfAway(
  account: AboutAccount,
  epoch: number,
  sinceMs: number,
  { positions, pendings, orders }: Held,
  nowMs: number,
): Notice {
  const minutes = Math.floor((nowMs - sinceMs) / 60_000);
  return {
    id: `away-${account.id}-${epoch}`,
    ...{ kind: "trading", severity: "critical", atMs: nowMs },
    title: `${account.name}: the agent is away`,
    text: `The account's agent was last heard of ${minutes} minutes ago. By its last report ${positions} positions and ${pendings} pending orders stand at the broker, with the stops that they have; ${orders} orders are under way. Nothing can be opened, changed or closed from here until it is back.`,
    advice:
      "Look at the trading machine: is it running, is it online, and what does sallyport-agent status say?",
    facts: [...factsOf(account), ["Last heard", new Date(sinceMs).toISOString()]],
  };
}

/** Why entries are stopped on the trading host. */
export interface PolicyStop {
  readonly code: string;
  readonly message: string;
}

/** Those of an agent's stops that are news to people: what a person or a limit did, and what only a person undoes. */
export function newPolicyStops(before: readonly PolicyStop[], after: readonly PolicyStop[]): PolicyStop[] {
  return after.filter(({ code }) => TOLD.has(code) && !before.some((one) => one.code === code));
}

const TOLD: ReadonlySet<string> = new Set([
  "policy_halted",
  "policy_daily_loss",
  "policy_drawdown",
  "policy_equity_floor",
]);

export function noticeOfPolicyStop(
  account: AboutAccount,
  { code, message }: PolicyStop,
  nowMs: number,
): Notice {
  const halted = code === "policy_halted";
  return {
    id: `stop-${account.id}-${code}-${nowMs}`,
    ...{ kind: "trading", severity: halted ? "warning" : "critical", atMs: nowMs },
    title: halted
      ? `${account.name}: entries are halted on the trading host`
      : `${account.name}: a loss limit of the policy was reached`,
    text: textOf([message]),
    advice:
      "Closing goes on. On the trading machine, sallyport-agent status says more, and resume lets entries go again.",
    facts: [...factsOf(account), ["Code", code]],
  };
}

/** What an agent or a broker says may be long. */
function textOf(lines: readonly string[]): string {
  return cutTo(lines.join("\n"), LONGEST);
}

function factsOf({ id, name }: AboutAccount): Notice["facts"] {
  return [
    ["Account", name],
    ["Id", id],
  ];
}

import { Hono } from "hono";
import type { AccountOverview } from "../../../durable-objects/trading-account/views.ts";
import type { EventSummary } from "../../domain/security/event-counts.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { tenantOf } from "../owned.ts";
import { json } from "../problem.ts";

/** Objects of each sort that one call asks; the platform limits the calls that one request may make. */
const MOST_MEMBERS = 15;
const MOST_ACCOUNTS = 15;
const MOST_ADDRESSES = 10;

/** What objects answered, and how many of them were not asked or did not answer. */
interface Answers<T> {
  readonly values: readonly T[];
  readonly missing: number;
}

async function askAll<T>(
  ids: readonly string[],
  most: number,
  ask: (id: string) => Promise<T>,
): Promise<Answers<T>> {
  const answers = await Promise.allSettled(ids.slice(0, most).map(ask));
  const values = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  for (const answer of answers) {
    if (answer.status === "rejected") console.warn(JSON.stringify({ event: "metrics_not_answered" }));
  }
  return { values, missing: ids.length - values.length };
}

function ofType({ byType }: EventSummary, type: string): number {
  return byType.find((one) => one.type === type)?.count ?? 0;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0);
}

/** How the tenant's accounts stand: orders that failed over their whole life, orders in doubt now, agents. */
function tradingOf(overviews: readonly AccountOverview[]) {
  return {
    ordersRejected: sumOf(overviews, ({ orders }) => orders.rejected),
    ordersExpired: sumOf(overviews, ({ orders }) => orders.expired),
    ordersUnknown: sumOf(overviews, ({ orders }) => orders.unknown),
    alarms: sumOf(overviews, ({ alarms }) => alarms.length),
    faults: sumOf(overviews, ({ faults }) => faults),
    agents: {
      paired: overviews.filter(({ link }) => link.agentId !== null).length,
      connected: overviews.filter(({ link }) => link.connected).length,
      ready: overviews.filter(({ link }) => link.ready).length,
    },
  };
}

/** The figures of the security desk: from the tenant's own tables, and from the objects that know the rest. */
export const metrics = new Hono<ApiEnv>().get("/", async (c) => {
  const { tenantId } = c.var.principal;
  const figures = await tenantOf(c.env, c.var.principal).securityFigures(MOST_ADDRESSES);
  const { events, suspects, memberIds, accountIds } = figures;
  const [sessions, accounts, addresses] = await Promise.all([
    askAll(
      memberIds,
      MOST_MEMBERS,
      async (id) => (await c.env.USER.getByName(id).tenantSessions(tenantId)).length,
    ),
    askAll(accountIds, MOST_ACCOUNTS, async (id) => await c.env.TRADING_ACCOUNT.getByName(id).overview()),
    askAll(suspects, MOST_ADDRESSES, async (address) => ({
      address,
      ...(await c.env.ADDRESS_GUARD.getByName(address).check()),
    })),
  ]);
  const overviews = accounts.values.flatMap((answer) => (answer.ok ? [answer.value] : []));
  const windows = (type: string) => ({
    "1h": ofType(events["1h"], type),
    "24h": ofType(events["24h"], type),
    "7d": ofType(events["7d"], type),
  });
  return json({
    atMs: Date.now(),
    events,
    failedLogins: windows("login.failed"),
    hookRefusals: windows("hook.refused"),
    openAlerts: figures.unresolved,
    blockedAddresses: addresses.values
      .filter(({ blocked }) => blocked)
      .map(({ address, retryAfterMs }) => ({ address, retryAfterMs })),
    liveSessions: sumOf(sessions.values, (count) => count),
    lockedMembers: figures.lockedMembers,
    activeTokens: figures.activeTokens,
    trading: tradingOf(overviews),
    /** Objects that were not asked, because there are more than one call asks, or that did not answer. */
    missing: {
      members: sessions.missing,
      accounts: accounts.missing + accounts.values.length - overviews.length,
      addresses: addresses.missing,
    },
  });
});

import { ok } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { watchedSchema } from "../../src/protocol/feed-internal.ts";
import { MARKET_LEASE_MS } from "../../src/protocol/market-link.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import type { BarRequests } from "./bar-requests.ts";
import type { EventRing } from "./event-ring.ts";
import type { Picture } from "./picture.ts";
import type { Upstream } from "./upstream.ts";

export interface AccountUpstreamParts {
  readonly env: Env;
  readonly accountId: string;
  /** The name of this feed. */
  readonly name: string;
  readonly ring: Pick<EventRing, "last">;
  readonly picture: Pick<Picture, "watched">;
  readonly agent: Pick<MarketSockets, "send">;
  readonly bars: Pick<BarRequests, "ask">;
}

/** The first shard's: the account itself, and its agent for prices. */
export function accountUpstream(parts: AccountUpstreamParts): Upstream {
  const { env, accountId, name, ring, picture, agent, bars } = parts;
  return {
    refresh: async () => {
      const before = ring.last;
      const answer = await env.TRADING_ACCOUNT.getByName(accountId).watchFeed(name);
      if (!answer.ok) return answer;
      picture.watched(watchedSchema.parse(JSON.parse(answer.value)), before, Date.now());
      return ok(null);
    },
    unwatch: () => env.TRADING_ACCOUNT.getByName(accountId).unwatchFeed(name),
    wish: async ({ symbols, books }) => {
      // Without an agent nothing is asked; one that comes is told.
      agent.send({ type: "watch", symbols, books, leaseMs: MARKET_LEASE_MS });
    },
    bars: (request) => bars.ask(request),
    history: () => null,
  };
}

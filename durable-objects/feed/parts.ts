import { feedLimitsOf } from "../../src/domain/access/operator-limits.ts";
import type { Env } from "../../src/env.ts";
import { feedName } from "../../src/protocol/feed-internal.ts";
import type { Alarms } from "../shared/alarms.ts";
import { accountUpstream } from "./account-upstream.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import type { BarRequests } from "./bar-requests.ts";
import { EventRing } from "./event-ring.ts";
import { type FeedDatabase, FeedRow } from "./feed-row.ts";
import { Hub } from "./hub.ts";
import { Market } from "./market.ts";
import { Picture } from "./picture.ts";
import { Readers } from "./readers.ts";
import { shardUpstream } from "./shard-upstream.ts";
import { Shards } from "./shards.ts";
import type { Sockets } from "./sockets.ts";

export interface MakeHub {
  readonly env: Env;
  readonly accountId: string;
  readonly shard: number;
  readonly db: FeedDatabase;
  readonly sockets: Sockets;
  readonly agent: MarketSockets;
  readonly bars: BarRequests;
  readonly alarms: Pick<Alarms, "noLaterThan">;
}

/** Puts a feed together: the first shard of an account, or a further one, which differ only in where they have it from. */
export function makeHub({ env, accountId, shard, db, sockets, agent, bars, alarms }: MakeHub): {
  readonly hub: Hub;
  readonly market: Market;
} {
  const name = feedName(accountId, shard);
  const limits = feedLimitsOf(env);
  const row = new FeedRow(db);
  const ring = new EventRing(db, row.row.era);
  const readers = new Readers(sockets, () => ring);
  const shards = new Shards({
    db,
    ring,
    room: limits.readersPerShard,
    send: (to, news) => env.FEED.getByName(feedName(accountId, to)).relay(news),
    now: Date.now,
  });
  const picture = new Picture({ row, ring, readers, sockets, agent, shards });
  const upstream =
    shard === 0
      ? accountUpstream({ env, accountId, name, ring, picture, agent, bars })
      : shardUpstream({
          ...{ env, accountId, shard, ring, picture },
          market: () => market,
          readers: () => sockets.open().length,
        });
  const market = new Market({ upstream, shards, sockets, readers });
  const hub = new Hub({
    ...{
      env,
      name,
      accountId,
      shard,
      row,
      ring,
      sockets,
      readers,
      picture,
      market,
      upstream,
      shards,
      limits,
      alarms,
    },
  });
  return { hub, market };
}

import { ok } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { feedName, newestSchema, shardWatchedSchema } from "../../src/protocol/feed-internal.ts";
import type { EventRing } from "./event-ring.ts";
import type { Market } from "./market.ts";
import type { Picture } from "./picture.ts";
import type { Upstream } from "./upstream.ts";

export interface ShardUpstreamParts {
  readonly env: Env;
  readonly accountId: string;
  readonly shard: number;
  readonly ring: Pick<EventRing, "era" | "last">;
  readonly picture: Pick<Picture, "followed">;
  readonly market: () => Pick<Market, "newest">;
  /** How many read here. */
  readonly readers: () => number;
}

/** A further shard's: the first one. */
export function shardUpstream(parts: ShardUpstreamParts): Upstream {
  const { env, accountId, shard, ring, picture, market, readers } = parts;
  const first = () => env.FEED.getByName(feedName(accountId, 0));
  return {
    refresh: async () => {
      const { era, last } = ring;
      const answer = await first().watchShard({ shard, readers: readers(), era, last });
      if (!answer.ok) return answer;
      picture.followed(shardWatchedSchema.parse(JSON.parse(answer.value)), Date.now());
      return ok(null);
    },
    unwatch: () => first().unwatchShard(shard),
    wish: async (wishes) => market().newest(newestSchema.parse(await first().wishOfShard(shard, wishes))),
    bars: (request) => first().bars(request),
    history: (symbol) => first().ticksOf(symbol),
  };
}

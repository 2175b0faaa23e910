import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { type Watched, watchedSchema } from "../../src/protocol/feed-internal.ts";

/** Where a feed hears of its account: the account itself. */
export interface Source {
  /** Asks to be told for another lease, and how everything stands; refused when there is no such account. */
  watch(): Promise<Result<Watched, Refusal>>;
  /** Asks not to be told any more. */
  unwatch(): Promise<void>;
}

export function accountSource(env: Env, accountId: string, feed: string): Source {
  return {
    watch: async () => {
      const answer = await env.TRADING_ACCOUNT.getByName(accountId).watchFeed(feed);
      return answer.ok ? ok(watchedSchema.parse(JSON.parse(answer.value))) : answer;
    },
    unwatch: () => env.TRADING_ACCOUNT.getByName(accountId).unwatchFeed(feed),
  };
}

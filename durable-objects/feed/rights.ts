import { may, type Rights } from "../../src/domain/access/may.ts";
import type { Env } from "../../src/env.ts";
import { type FeedCloseCode, type FeedSight, feedSightSchema } from "../../src/protocol/feed.ts";
import type { Holder } from "../../src/protocol/feed-internal.ts";

/** What a holder may see of the account now. */
export interface Sight {
  readonly sees: readonly FeedSight[];
  /** When to ask again, epoch milliseconds; null: never. */
  readonly endsAtMs: number | null;
}

/**
 * Asks whoever knows the holder's rights, and has this feed noted there, so that it hears of their end. `active`:
 * a person did something just now. A close code says why the socket may not stay.
 */
export async function sightOf(
  env: Env,
  feed: string,
  accountId: string,
  holder: Holder,
  active: boolean,
): Promise<Sight | FeedCloseCode> {
  switch (holder.kind) {
    case "bootstrap":
      return seen({ role: "owner", scopes: [], accounts: null }, accountId, null);
    case "session": {
      const { userId, sessionId, tenantId } = holder;
      const held = await env.USER.getByName(userId).holdFeed({ sessionId, tenantId, feed, active });
      if (!held.ok) return held.error.refusal.code === "not_a_member" ? "forbidden" : "sessionEnded";
      const { role, accounts, endsAtMs } = held.value;
      return seen({ role, scopes: [], accounts }, accountId, endsAtMs);
    }
    case "token": {
      const held = await env.TENANT.getByName(holder.tenantId).holdFeed(holder.tokenId, feed);
      if (!held.ok) return "sessionEnded";
      const { scopes, accounts, endsAtMs } = held.value;
      return seen({ role: "api", scopes, accounts }, accountId, endsAtMs);
    }
  }
}

function seen(rights: Rights, accountId: string, endsAtMs: number | null): Sight | FeedCloseCode {
  if (rights.accounts !== null && !rights.accounts.includes(accountId)) return "unknownAccount";
  const sees = feedSightSchema.options.filter((sight) => may(rights, sight, accountId));
  return sees.includes("ticks") ? { sees, endsAtMs } : "forbidden";
}

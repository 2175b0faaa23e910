import { type Context, Hono } from "hono";
import { clientKey } from "../../domain/access/address.ts";
import { accountIdSchema } from "../../domain/ids.ts";
import { refusal } from "../../domain/refusal.ts";
import { type ApiEnv, authenticate, blocked, type Principal } from "../../middleware/authenticate.ts";
import { clientAddress } from "../../middleware/client-address.ts";
import { crossSiteUpgrade } from "../../middleware/same-origin.ts";
import {
  feedName,
  type Holder,
  READER_HEADER,
  type Reader,
  SHARD_HEADER,
} from "../../protocol/feed-internal.ts";
import { denied } from "../denial.ts";
import { ownedResource } from "../owned.ts";
import { notFound, problem } from "../problem.ts";
import { closedForBrowsers, isUpgrade } from "./closed-for-browsers.ts";

/** On whose rights the socket hangs: whoever sent the request. */
function holderOf({ tenantId, person, role, by }: Principal): Holder {
  if (person !== null) return { kind: "session", ...person, tenantId };
  return role === "api" ? { kind: "token", tenantId, tokenId: by } : { kind: "bootstrap", tenantId };
}

function readerOf(c: Context<ApiEnv>, accountId: string): Reader {
  const url = new URL(c.req.url);
  return {
    accountId,
    holder: holderOf(c.var.principal),
    address: clientKey(clientAddress(c.req.raw, c.env.CLIENT_ADDRESS)),
    socketId: crypto.randomUUID(),
    version: url.searchParams.get("v") ?? "",
    after: url.searchParams.get("after"),
  };
}

/**
 * `GET /accounts/{id}/feed?v=1[&after={event id}]`: the account's live stream, a WebSocket. Asks who it is like every
 * call of the API, then whose account it is, then whether the address may open another socket; the feed itself
 * asks once more on whose rights the socket hangs, and hears when those end.
 */
export const feed = new Hono<ApiEnv>().get(
  "/accounts/:accountId/feed",
  closedForBrowsers(),
  async function sameOriginUpgrade(c, next) {
    const foreign = crossSiteUpgrade(c.req.raw, c.env);
    return foreign === null ? next() : problem(foreign);
  },
  authenticate(),
  async (c) => {
    const resource = await ownedResource(c.env, c.var.principal, accountIdSchema, c.req.param("accountId"));
    if (resource === null) return notFound("unknown_account", "There is no such trading account.");
    if (!isUpgrade(c.req.raw)) {
      return problem(refusal("upgrade_required", "This address speaks WebSocket only."), {
        headers: { upgrade: "websocket" },
      });
    }
    const reader = readerOf(c, resource.id);
    const name = feedName(resource.id, 0);
    const verdict = await c.env.ADDRESS_GUARD.getByName(reader.address).openFeedSocket(reader.socketId, name);
    if (verdict.blocked) return denied(blocked(verdict.retryAfterMs));
    if (!verdict.allowed) {
      const why = "Too many connections from this address, or too many in a short time.";
      const { retryAfterMs, limits } = verdict;
      return denied({ refusal: refusal("rate_limited", why), retryAfterMs, limits });
    }
    // A request of its own: nothing that the client sent reaches the feed, above all not this header.
    const headers = { upgrade: "websocket", [READER_HEADER]: JSON.stringify(reader) };
    const answer = await c.env.FEED.getByName(name).fetch("https://feed.internal/", { headers });
    const shard = answer.headers.get(SHARD_HEADER);
    if (shard === null) return answer;
    // The first shard is full. It does not hand the socket on itself: that would keep it from sleeping.
    const other = feedName(resource.id, Number(shard));
    return c.env.FEED.getByName(other).fetch("https://feed.internal/", { headers });
  },
);

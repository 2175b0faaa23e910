import { Hono } from "hono";
import { accountIdSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { clientAddress } from "../middleware/client-address.ts";
import { pairRequestSchema } from "../protocol/agent-link.ts";
import { AGENT_HEADER, feedName } from "../protocol/feed-internal.ts";
import { MARKET_LINK_VERSION } from "../protocol/market-link.ts";
import { readJson } from "./body.ts";
import { json, notFound, problem } from "./problem.ts";

const SWITCHING_PROTOCOLS = 101;

/** `GET /agent/link?account=acc_…`: the agent's WebSocket; its token is checked by the account itself. */
export const agentLink = new Hono<{ Bindings: Env }>().get("/agent/link", async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return problem(refusal("upgrade_required", "This address speaks WebSocket only."), {
      headers: { upgrade: "websocket" },
    });
  }
  const accounts = c.req.queries("account") ?? [];
  const account = accountIdSchema.safeParse(accounts.length === 1 ? accounts[0] : undefined);
  if (!account.success) return notFound("unknown_account", "There is no such trading account.");
  // The request goes on as it came: answering the upgrade here would keep the object from sleeping.
  const answer = await c.env.TRADING_ACCOUNT.getByName(account.data).fetch(c.req.raw);
  // A refusal is copied: headers cannot be added to an answer that another object gave.
  return answer.status === SWITCHING_PROTOCOLS ? answer : new Response(answer.body, answer);
});

/**
 * `GET /agent/market?account=acc_…&v=1`: the agent's second WebSocket, which carries prices to the feed. The account checks
 * who it is; the feed has the socket.
 */
export const marketLink = new Hono<{ Bindings: Env }>().get("/agent/market", async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return problem(refusal("upgrade_required", "This address speaks WebSocket only."), {
      headers: { upgrade: "websocket" },
    });
  }
  const accounts = c.req.queries("account") ?? [];
  const account = accountIdSchema.safeParse(accounts.length === 1 ? accounts[0] : undefined);
  if (!account.success) return notFound("unknown_account", "There is no such trading account.");
  if (c.req.query("v") !== String(MARKET_LINK_VERSION))
    return problem(refusal("unsupported_version", "The gateway speaks another version of the market link."));
  const address = clientAddress(c.req.raw, c.env.CLIENT_ADDRESS);
  const authorization = c.req.header("authorization") ?? null;
  const agent = await c.env.TRADING_ACCOUNT.getByName(account.data).admitMarket(authorization, address);
  // By the date an agent whose clock is off can tell by how much.
  if (!agent.ok) return problem(agent.error, { headers: { date: new Date().toUTCString() } });
  const headers = { upgrade: "websocket", [AGENT_HEADER]: JSON.stringify({ agentId: agent.value }) };
  return c.env.FEED.getByName(feedName(account.data, 0)).fetch("https://feed.internal/", { headers });
});

/** Characters of the account's id at the start of a pairing code. */
const ACCOUNT_BODY_LENGTH = 26;

/** `POST /agent/pair`: public, because the single-use code is the key; it names its account itself. */
export const agentPair = new Hono<{ Bindings: Env }>().post("/agent/pair", async (c) => {
  const request = await readJson(c.req.raw, pairRequestSchema);
  if (!request.ok) return problem(request.error.refusal, { errors: request.error.errors });
  const account = accountIdSchema.safeParse(`acc_${request.value.code.slice(0, ACCOUNT_BODY_LENGTH)}`);
  if (!account.success) return problem(refusal("invalid_code", "This is no pairing code."));
  const address = clientAddress(c.req.raw, c.env.CLIENT_ADDRESS);
  const who = { kind: "agent", address, agent: c.req.header("user-agent") } as const;
  const paired = await c.env.TRADING_ACCOUNT.getByName(account.data).pair(request.value, who);
  return paired.ok ? json(paired.value) : problem(paired.error);
});

import { randomUUID } from "node:crypto";
import {
  AGENT_LINK_AUDIENCE,
  LINK_TOKEN_MAX_LIFE_MS,
  LINK_TOKEN_TYPE,
} from "../../../src/protocol/agent-link.ts";
import { signCompact } from "../../../src/protocol/compact-jws.ts";
import { privateKeyOf } from "../state/agent-key.ts";
import type { Identity } from "../state/identity.ts";

/** Makes a fresh sign-in token for every connection: `nowMs` is epoch milliseconds by the gateway's clock. */
export type SignIn = (nowMs: number) => Promise<string>;

/** Prepares the agent's key once, for one of the agent's links; each call of the answer signs one token with its own `jti`. */
export async function makeSignIn(
  identity: Identity,
  audience: string = AGENT_LINK_AUDIENCE,
): Promise<SignIn> {
  const key = await privateKeyOf(identity.key);
  return (nowMs) => {
    const iat = Math.floor(nowMs / 1000);
    const claims = {
      iss: identity.agentId,
      sub: identity.accountId,
      aud: audience,
      iat,
      exp: iat + LINK_TOKEN_MAX_LIFE_MS / 1000,
      jti: randomUUID(),
    };
    return signCompact(JSON.stringify(claims), LINK_TOKEN_TYPE, identity.agentId, key);
  };
}

/** Where an account's agent link (or another of its links) is: the gateway's address with the scheme of WebSockets. */
export function linkUrl(gatewayUrl: string, accountId: string, path = "/agent/link"): string {
  const url = new URL(path, gatewayUrl);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  url.searchParams.set("account", accountId);
  return url.href;
}

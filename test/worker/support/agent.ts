import { decodeProtectedHeader } from "jose";
import * as z from "zod";
import {
  AGENT_LINK_AUDIENCE,
  AGENT_LINK_VERSION,
  type FromAgent,
  type FromGateway,
  fromGatewaySchema,
  LINK_TOKEN_TYPE,
  PAIR_PROOF_KID,
  PAIR_PROOF_TYPE,
  pairResponseSchema,
  type SymbolFacts,
} from "../../../src/protocol/agent-link.ts";
import { signCompact } from "../../../src/protocol/compact-jws.ts";
import { api, makeAccount, request, until } from "./gateway.ts";

/** The smallest agent that an account takes for reconciled; it executes nothing. */
export interface TestAgent {
  readonly accountId: string;
  readonly received: FromGateway[];
  readonly send: (frame: FromAgent) => void;
  readonly close: () => void;
}

export function factsOf(symbol: string, more: Partial<SymbolFacts> = {}): SymbolFacts {
  return {
    symbol,
    digits: 5,
    point: "0.00001",
    minLots: "0.01",
    maxLots: "100",
    lotStep: "0.01",
    contractSize: "100000",
    forex: true,
    ...more,
  };
}

const STANDARD_SYMBOLS = [
  factsOf("EURUSD"),
  factsOf("GBPUSD"),
  factsOf("BTCUSD", { digits: 2, forex: false }),
];

/** Pairs an agent with the account, connects it, and reports a terminal with these symbols. */
export async function connectAgent(
  accountId: string,
  symbols: SymbolFacts[] = STANDARD_SYMBOLS,
): Promise<TestAgent> {
  const generated = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in generated)) throw new Error("Ed25519 gives a pair of keys");
  const { privateKey, publicKey } = generated;
  const { code } = z
    .object({ code: z.string() })
    .parse(await (await api(`/api/accounts/${accountId}/pairing`, { method: "POST" })).json());
  const jwk = await crypto.subtle.exportKey("jwk", publicKey);
  const key = { kty: "OKP", crv: "Ed25519", x: z.object({ x: z.string() }).parse(jwk).x };
  const proof = await signCompact(JSON.stringify({ code }), PAIR_PROOF_TYPE, PAIR_PROOF_KID, privateKey);
  const paired = await request("/agent/pair", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, key, proof }),
  });
  if (paired.status !== 200) throw new Error(await paired.text());
  const { agentId } = pairResponseSchema.parse(await paired.json());

  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    iss: agentId,
    sub: accountId,
    aud: AGENT_LINK_AUDIENCE,
    iat,
    exp: iat + 30,
    jti: crypto.randomUUID(),
  };
  const token = await signCompact(JSON.stringify(claims), LINK_TOKEN_TYPE, agentId, privateKey);
  if (decodeProtectedHeader(token).kid !== agentId) throw new Error("the token must name its key");
  const { webSocket, status } = await request(`/agent/link?account=${accountId}`, {
    headers: { upgrade: "websocket", authorization: `Bearer ${token}` },
  });
  if (webSocket === null) throw new Error(`the link was answered ${status}`);
  webSocket.accept();

  const received: FromGateway[] = [];
  const send = (frame: FromAgent) => webSocket.send(JSON.stringify(frame));
  webSocket.addEventListener("message", ({ data }) => {
    const frame = fromGatewaySchema.parse(JSON.parse(String(data)));
    received.push(frame);
    if (frame.type === "reconcile") {
      send({ type: "reconciled", reconcileId: frame.reconcileId, neverSeen: frame.orderIds });
    }
  });
  send({
    type: "hello",
    v: AGENT_LINK_VERSION,
    agentVersion: "test",
    journalId: crypto.randomUUID(),
    handledSeq: 0,
    reportSeq: 0,
  });
  const state = { ready: true, symbols, positions: [], atMs: Date.now() };
  send({ type: "terminal", state });
  await until("the account is ready", async () => {
    const account = await (await api(`/api/accounts/${accountId}`)).json();
    return z.object({ link: z.object({ ready: z.literal(true) }) }).safeParse(account).data;
  });
  return { accountId, received, send, close: () => webSocket.close(1000, "done") };
}

/** A new account with an agent. */
export async function makeReadyAccount(settings: Record<string, unknown> = {}): Promise<TestAgent> {
  return connectAgent(await makeAccount(settings));
}

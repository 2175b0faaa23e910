import type { IncomingMessage, ServerResponse } from "node:http";
import {
  LINK_TOKEN_TYPE,
  PAIR_PROOF_KID,
  PAIR_PROOF_TYPE,
  type PairResponse,
  pairRequestSchema,
} from "../../../src/protocol/agent-link.ts";
import { importPublicKeys, verifyCompact } from "../../../src/protocol/compact-jws.ts";
import { ACCOUNT_ID, AGENT_ID } from "./fixtures.ts";

/** An Ed25519 public key as a JWK. */
export interface PublicKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

/** Answers `POST /agent/pair` for the one code that is open; the answer is the key that was paired. */
export async function answerPairing(
  request: IncomingMessage,
  response: ServerResponse,
  open: string,
  gatewayKeys: PairResponse["gatewayKeys"],
): Promise<PublicKey | undefined> {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { code, key, proof } = pairRequestSchema.parse(JSON.parse(text));
  const keys = await importPublicKeys([{ ...key, kid: PAIR_PROOF_KID }]);
  const payload = await verifyCompact(proof, PAIR_PROOF_TYPE, keys);
  const proven = payload.ok && JSON.stringify(payload.value) === JSON.stringify({ code });
  if (code !== open || !proven) {
    response.writeHead(422, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ code: "wrong_code", detail: "The pairing code is wrong." }));
    return undefined;
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ agentId: AGENT_ID, accountId: ACCOUNT_ID, gatewayKeys }));
  return key;
}

/** True when the token of an upgrade is signed by the paired agent. */
export async function isSignedIn(token: string, key: PublicKey | undefined): Promise<boolean> {
  if (key === undefined) return false;
  const keys = await importPublicKeys([{ ...key, kid: AGENT_ID }]);
  return (await verifyCompact(token, LINK_TOKEN_TYPE, keys)).ok;
}

import { expect, test } from "vitest";
import * as z from "zod";
import { AGENT_LINK_AUDIENCE, LINK_TOKEN_TYPE } from "../../../src/protocol/agent-link.ts";
import { importPublicKeys, verifyCompact } from "../../../src/protocol/compact-jws.ts";
import { makeAgentKey } from "../state/agent-key.ts";
import { ACCOUNT_ID, AGENT_ID } from "../testing/fixtures.ts";
import { linkUrl, makeSignIn } from "./sign-in.ts";

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string(),
});

async function tokens(count: number) {
  const key = await makeAgentKey();
  const { kty, crv, x } = key;
  const identity = {
    ...{
      v: 1 as const,
      gatewayUrl: "https://gateway.example",
      agentId: AGENT_ID,
      accountId: ACCOUNT_ID,
      key,
    },
    gatewayKeys: [{ kid: "g1", kty: "OKP" as const, crv: "Ed25519" as const, x }],
  };
  const signIn = await makeSignIn(identity);
  const keys = await importPublicKeys([{ kid: AGENT_ID, kty, crv, x }]);
  const made = await Promise.all(Array.from({ length: count }, () => signIn(1_800_000_000_900)));
  return Promise.all(
    made.map(async (token) => {
      const payload = await verifyCompact(token, LINK_TOKEN_TYPE, keys);
      if (!payload.ok) throw new Error(payload.error.code);
      return claimsSchema.parse(payload.value);
    }),
  );
}

test("a token says who signs in to what, for a minute, and is made anew for every connection", async () => {
  const [first, second] = await tokens(2);
  expect(first).toMatchObject({
    iss: AGENT_ID,
    sub: ACCOUNT_ID,
    aud: AGENT_LINK_AUDIENCE,
    iat: 1_800_000_000,
    exp: 1_800_000_060,
  });
  expect(first?.jti).not.toBe(second?.jti);
});

test("the link is plain only where the gateway's address is", () => {
  expect(linkUrl("https://gateway.example/any", "acc_1")).toBe(
    "wss://gateway.example/agent/link?account=acc_1",
  );
  expect(linkUrl("http://127.0.0.1:8787", "acc_1")).toBe("ws://127.0.0.1:8787/agent/link?account=acc_1");
});

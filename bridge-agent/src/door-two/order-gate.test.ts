import { exportJWK, generateKeyPair } from "jose";
import { beforeAll, expect, test } from "vitest";
import { defaultOrderRules, type SignedOrder } from "../../../src/domain/order/instruction.ts";
import type { VerificationKeys } from "../../../src/protocol/compact-jws.ts";
import { type SigningKey, signOrder, verifyOrder } from "../../../src/protocol/signed-order.ts";
import { ACCOUNT_ID, AGENT_ID, buy, orderIdOf } from "../testing/fixtures.ts";
import { admit } from "./order-gate.ts";
import { pinnedKeys } from "./pinned-keys.ts";

const self = { accountId: ACCOUNT_ID, agentId: AGENT_ID };
const nobody = () => false;
const signed: SignedOrder = {
  ...{ v: 1, accountId: ACCOUNT_ID, agentId: AGENT_ID, orderId: orderIdOf(1) },
  ...{ deadlineMs: 1_000, createdAtMs: 1, rules: defaultOrderRules, instruction: buy },
};

let ours: SigningKey;
let keys: VerificationKeys;
let forged: SigningKey;

beforeAll(async () => {
  const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { x = "" } = await exportJWK(pair.publicKey);
  ours = { kid: "g1", key: pair.privateKey };
  keys = pinnedKeys([{ kid: "g1", kty: "OKP", crv: "Ed25519", x }]);
  forged = { kid: "g1", key: (await generateKeyPair("EdDSA", { crv: "Ed25519" })).privateKey };
});

async function received(changes: Partial<SignedOrder> = {}, key = ours) {
  const jws = await signOrder({ ...signed, ...changes }, key);
  return { jws, verified: await verifyOrder(jws, keys) };
}

test("an order that the gateway signed for this agent is accepted", async () => {
  expect(admit(await received(), self, 999, nobody)).toEqual({ verdict: "accepted", order: signed });
});

test("an order that somebody else signed is refused and named", async () => {
  expect(admit(await received({}, forged), self, 999, nobody)).toMatchObject({
    verdict: "refused",
    orderId: signed.orderId,
    event: { event: "rejected", door: "agent", refusal: { code: "bad_signature" } },
  });
});

test("a forged frame says nothing about an order that the journal has", async () => {
  expect(admit(await received({}, forged), self, 999, () => true)).toMatchObject({ orderId: null });
});

test("what is not even a token is refused without a name", () => {
  const verified = { ok: false, error: { code: "malformed_token", message: "" } } as const;
  expect(admit({ jws: "?", verified }, self, 999, nobody)).toMatchObject({
    verdict: "refused",
    orderId: null,
  });
});

test("a rightly signed order for another account or agent is refused", async () => {
  const account = await received({ accountId: "acc_01JD000000000000000000ZZZZ" });
  expect(admit(account, self, 999, nobody)).toMatchObject({ event: { refusal: { code: "wrong_account" } } });
  const agent = await received({ agentId: "agt_01JD000000000000000000ZZZZ" });
  expect(admit(agent, self, 999, nobody)).toMatchObject({ event: { refusal: { code: "wrong_agent" } } });
});

test("an order that the journal has is recognised, however often it is signed", async () => {
  expect(admit(await received(), self, 999, (id) => id === signed.orderId)).toEqual({
    verdict: "known",
    orderId: signed.orderId,
  });
});

test("an order is good up to its deadline and expired after it", async () => {
  expect(admit(await received(), self, 1_000, nobody).verdict).toBe("accepted");
  expect(admit(await received(), self, 1_001, nobody)).toMatchObject({
    verdict: "refused",
    event: { event: "expired", door: "agent" },
  });
});

test("without a clock the deadline is not judged yet", async () => {
  expect(admit(await received(), self, null, nobody).verdict).toBe("accepted");
});

test("a pinned key that is not of Ed25519 is a broken identity, found at the start", () => {
  const x = Buffer.alloc(32, 9).toString("base64url");
  expect(() => pinnedKeys([{ kid: "g1", kty: "OKP", crv: "X25519", x }])).toThrow("not of Ed25519");
  const one = { kid: "g1", kty: "OKP", crv: "Ed25519", x };
  expect(() => pinnedKeys([one, one])).toThrow("two keys");
});

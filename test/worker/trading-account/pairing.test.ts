import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { PAIR_PROOF_KID, PAIR_PROOF_TYPE, type PairRequest } from "../../../src/protocol/agent-link.ts";
import { signCompact } from "../../../src/protocol/compact-jws.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent, makeKey } from "./fake-agent.ts";
import { delivery, makeAccount, must, newIds, receive, type TestAccount } from "./support.ts";

/** A request to pair with `code`, proven by `signer` (by default the key itself). */
async function pairRequest(
  code: string,
  over: { proven?: string; signer?: CryptoKey } = {},
): Promise<PairRequest> {
  const { privateKey, x } = await makeKey();
  const payload = JSON.stringify({ code: over.proven ?? code });
  const proof = await signCompact(payload, PAIR_PROOF_TYPE, PAIR_PROOF_KID, over.signer ?? privateKey);
  return { code, key: { kty: "OKP", crv: "Ed25519", x }, proof };
}

async function newCode({ id }: TestAccount): Promise<string> {
  return must(await accountStub(id).makePairingCode()).code;
}

describe("pairing", () => {
  it("a code leads to its account, pairs one agent, and is used up", async () => {
    const account = await makeAccount();
    const code = await newCode(account);
    expect(code.startsWith(`${account.id.slice("acc_".length)}-`)).toBe(true);
    const paired = must(await accountStub(account.id).pair(await pairRequest(code)));
    expect(paired).toMatchObject({ accountId: account.id, agentId: expect.stringMatching(/^agt_/) });
    expect(Object.keys(paired.gatewayKeys[0] ?? {}).sort()).toEqual(["crv", "kid", "kty", "x"]);
    const again = await accountStub(account.id).pair(await pairRequest(code));
    expect(again).toMatchObject({ ok: false, error: { code: "invalid_code" } });
  });

  it("a code is good for one of two that come at once", async () => {
    const account = await makeAccount();
    const code = await newCode(account);
    const requests = [await pairRequest(code), await pairRequest(code)];
    const answers = await Promise.all(requests.map((request) => accountStub(account.id).pair(request)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("a new code voids the one before", async () => {
    const account = await makeAccount();
    const old = await newCode(account);
    await newCode(account);
    expect(await accountStub(account.id).pair(await pairRequest(old))).toMatchObject({ ok: false });
  });

  it("a code lives ten minutes", async () => {
    const account = await makeAccount();
    const { code, expiresAtMs } = must(await accountStub(account.id).makePairingCode());
    expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(600_000);
    expect(expiresAtMs - Date.now()).toBeGreaterThan(540_000);
    await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
      storage.sql.exec("UPDATE pairing SET expires_at_ms = ?", Date.now() - 1);
    });
    expect(await accountStub(account.id).pair(await pairRequest(code))).toMatchObject({ ok: false });
  });

  it("whoever does not hold the key's private half is refused, and the code stays good", async () => {
    const account = await makeAccount();
    const code = await newCode(account);
    const { privateKey } = await makeKey();
    const stub = accountStub(account.id);
    expect(await stub.pair(await pairRequest(code, { signer: privateKey }))).toMatchObject({
      ok: false,
      error: { code: "bad_proof" },
    });
    expect(await stub.pair(await pairRequest(code, { proven: "another" }))).toMatchObject({ ok: false });
    expect(await stub.pair(await pairRequest(code))).toMatchObject({ ok: true });
  });

  it("an account that does not exist answers as one that does not know the code", async () => {
    const { id } = newIds();
    const code = `${id.slice(4)}-00000000000000000000000000`;
    expect(await accountStub(id).pair(await pairRequest(code))).toMatchObject({
      ok: false,
      error: { code: "invalid_code" },
    });
  });

  it("the code itself is not stored", async () => {
    const account = await makeAccount();
    const code = await newCode(account);
    const stored = await runInDurableObject(accountStub(account.id), (_instance, { storage }) =>
      JSON.stringify(storage.sql.exec("SELECT * FROM pairing").toArray()),
    );
    expect(stored).not.toContain(code.slice(-10));
  });

  it("a new agent takes over: the old one is cut off, kept out, and its unhandled orders go to the new one", async () => {
    const account = await makeAccount();
    const old = await FakeAgent.pair(account.id);
    const link = await old.connectReady();
    await receive(account, delivery(account));
    const sent = await link.next("order");

    const agent = await FakeAgent.pair(account.id);
    expect(await link.closedWith()).toBe(4005);
    expect((await old.upgrade(await old.token())).status).toBe(401);
    expect(must(await accountStub(account.id).overview()).link).toMatchObject({
      connected: false,
      agentId: agent.agentId,
      agentVersion: null,
    });
    const next = await agent.connectReady();
    const order = await next.order();
    expect(order).toMatchObject({ seq: sent.seq, agentId: agent.agentId });
  });
});

import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import {
  AGENT_LINK_AUDIENCE,
  LINK_TOKEN_TYPE,
  PAIR_PROOF_KID,
  PAIR_PROOF_TYPE,
  type PairResponse,
} from "../../../src/protocol/agent-link.ts";
import { importPublicKeys, signCompact, type VerificationKeys } from "../../../src/protocol/compact-jws.ts";
import { type SignedHalt, verifyHalt } from "../../../src/protocol/signed-halt.ts";
import { verifyOrder } from "../../../src/protocol/signed-order.ts";
import { accountStub } from "./account-stub.ts";
import { FakeLink } from "./fake-link.ts";

/** An Ed25519 key with its public JWK. */
export async function makeKey(): Promise<{ privateKey: CryptoKey; x: string }> {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no key pair");
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  if (!("x" in jwk) || jwk.x === undefined) throw new Error("no public key");
  return { privateKey: pair.privateKey, x: jwk.x };
}

/** What a fake agent may do wrong when it signs in. */
export interface TokenFaults {
  readonly claims?: Record<string, unknown>;
  readonly typ?: string;
  readonly key?: CryptoKey;
}

/**
 * An agent that keeps its journal in memory and does what a test tells it: it signs in over a real
 * WebSocket upgrade, verifies orders, and numbers acknowledgements and reports as the link wants them.
 */
export class FakeAgent {
  readonly accountId: string;
  readonly agentId: string;
  readonly #privateKey: CryptoKey;
  readonly #gatewayKeys: VerificationKeys;
  journalId = `journal-${crypto.randomUUID()}`;
  handledSeq = 0;
  reportSeq = 0;
  ackedReportSeq = 0;

  constructor(paired: PairResponse, privateKey: CryptoKey, gatewayKeys: VerificationKeys) {
    this.accountId = paired.accountId;
    this.agentId = paired.agentId;
    this.#privateKey = privateKey;
    this.#gatewayKeys = gatewayKeys;
  }

  /** Pairs a new agent with the account. */
  static async pair(accountId: string): Promise<FakeAgent> {
    const made = await accountStub(accountId).makePairingCode();
    if (!made.ok) throw new Error(made.error.code);
    const { code } = made.value;
    const { privateKey, x } = await makeKey();
    const proof = await signCompact(JSON.stringify({ code }), PAIR_PROOF_TYPE, PAIR_PROOF_KID, privateKey);
    const paired = await accountStub(accountId).pair({ code, key: { kty: "OKP", crv: "Ed25519", x }, proof });
    if (!paired.ok) throw new Error(paired.error.code);
    return new FakeAgent(paired.value, privateKey, await importPublicKeys(paired.value.gatewayKeys));
  }

  async token(faults: TokenFaults = {}): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.agentId,
      sub: this.accountId,
      aud: AGENT_LINK_AUDIENCE,
      iat: nowSeconds,
      exp: nowSeconds + 60,
      jti: crypto.randomUUID(),
      ...faults.claims,
    };
    const typ = faults.typ ?? LINK_TOKEN_TYPE;
    return signCompact(JSON.stringify(claims), typ, this.agentId, faults.key ?? this.#privateKey);
  }

  /** The answer to the upgrade. */
  async upgrade(token: string): Promise<Response> {
    const request = new Request(`https://gateway.test/agent/link?account=${this.accountId}`, {
      headers: { upgrade: "websocket", authorization: `Bearer ${token}` },
    });
    return accountStub(this.accountId).fetch(request);
  }

  /** Signs in and waits for the welcome. */
  async connect(): Promise<FakeLink> {
    const response = await this.upgrade(await this.token());
    if (response.webSocket === null) throw new Error(`no socket, status ${response.status}`);
    const link = new FakeLink(this, response.webSocket);
    link.epoch = (await link.next("welcome")).epoch;
    return link;
  }

  /** Signs in and reconciles, with nothing missing: orders may come. */
  async connectReady(): Promise<FakeLink> {
    const link = await this.connect();
    await link.becomeReady();
    return link;
  }

  async halt(jws: string): Promise<SignedHalt> {
    const halt = await verifyHalt(jws, this.#gatewayKeys);
    if (!halt.ok) throw new Error(halt.error.code);
    return halt.value;
  }

  async verify(jws: string): Promise<SignedOrder> {
    const order = await verifyOrder(jws, this.#gatewayKeys);
    if (!order.ok) throw new Error(order.error.code);
    return order.value;
  }
}

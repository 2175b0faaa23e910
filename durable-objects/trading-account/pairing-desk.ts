import { eq, isNull } from "drizzle-orm";
import * as z from "zod";
import { encodeBytes, makeId } from "../../src/domain/ids.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import { PAIR_PROOF_KID, PAIR_PROOF_TYPE, type PairRequest } from "../../src/protocol/agent-link.ts";
import { importPublicKeys, verifyCompact } from "../../src/protocol/compact-jws.ts";
import { sameText, sha256Hex } from "../shared/crypto.ts";
import { agents, pairing } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { PairingCode } from "./views.ts";

const CODE_LIFE_MS = 10 * 60_000;
/** 130 random bits. */
const CODE_SECRET_CHARACTERS = 26;
const ROW = 1;

const proofSchema = z.object({ code: z.string() });

/** Makes agents known to the account, one at a time. */
export class PairingDesk {
  readonly #db: Tables;
  readonly #accountId: string;

  constructor(db: Tables, accountId: string) {
    this.#db = db;
    this.#accountId = accountId;
  }

  /** Makes a code and forgets the one before; belongs into a transaction. `random`: at least 26 bytes. */
  open(nowMs: number, random: Uint8Array): PairingCode {
    // The first half leads whoever redeems the code to this account; the second is the secret.
    const secret = encodeBytes(random, CODE_SECRET_CHARACTERS);
    const code = `${this.#accountId.slice("acc_".length)}-${secret}`;
    const values = { codeSha256: sha256Hex(code), expiresAtMs: nowMs + CODE_LIFE_MS };
    this.#db
      .insert(pairing)
      .values({ id: ROW, ...values })
      .onConflictDoUpdate({ target: pairing.id, set: values })
      .run();
    return { code, expiresAtMs: values.expiresAtMs };
  }

  /** Checks that the code is open and that the sender holds the key's private half. */
  async verify({ code, key, proof }: PairRequest, nowMs: number): Promise<Result<null, Refusal>> {
    if (!this.#isOpen(code, nowMs)) return err(invalidCode());
    const keys = await importPublicKeys([{ ...key, kid: PAIR_PROOF_KID }]);
    const payload = await verifyCompact(proof, PAIR_PROOF_TYPE, keys);
    const proven = proofSchema.safeParse(payload.ok ? payload.value : undefined);
    if (proven.success && sameText(proven.data.code, code)) return ok(null);
    return err(refusal("bad_proof", "The proof that the agent holds its key does not verify."));
  }

  /**
   * Uses the code up and makes the key's agent the only one of the account; belongs into a transaction.
   * Undefined when the code was used while the proof was verified.
   */
  redeem({ code, key }: PairRequest, nowMs: number, random: Uint8Array): string | undefined {
    if (!this.#isOpen(code, nowMs)) return undefined;
    this.#db.delete(pairing).run();
    this.#db.update(agents).set({ revokedAtMs: nowMs }).where(isNull(agents.revokedAtMs)).run();
    const id = makeId("agt", nowMs, random);
    this.#db.insert(agents).values({ id, publicKey: key.x, pairedAtMs: nowMs }).run();
    return id;
  }

  #isOpen(code: string, nowMs: number): boolean {
    const row = this.#db.select().from(pairing).where(eq(pairing.id, ROW)).get();
    // The digests are compared in constant time; that of a code nobody made is as good as any other.
    const same = sameText(sha256Hex(code), row?.codeSha256 ?? "");
    return same && row !== undefined && nowMs < row.expiresAtMs;
  }
}

export function invalidCode(): Refusal {
  return refusal("invalid_code", "The pairing code is wrong, was used before, or has expired.", {
    hint: "make a new code and use it within 10 minutes",
  });
}

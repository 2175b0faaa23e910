import type { AccessClaims } from "../domain/access/access-token.ts";
import type { Refusal } from "../domain/refusal.ts";
import { ok, type Result } from "../domain/result.ts";
import { verifyAccessToken } from "../protocol/access-token.ts";
import type { VerificationKeys } from "../protocol/compact-jws.ts";

const MOST_KEPT = 1_000;

/**
 * Access tokens whose signature was verified lately, as they were spelled. The signature of a token does not
 * change, and checking it is the dearest part of a call; whether the token still counts is asked anew every
 * time, of the clock here and of the person's object.
 */
export class VerifiedTokens {
  readonly #keys: () => Promise<VerificationKeys>;
  readonly #claims = new Map<string, AccessClaims>();

  constructor(keys: () => Promise<VerificationKeys>) {
    this.#keys = keys;
  }

  async verify(token: string, nowMs: number): Promise<Result<AccessClaims, Refusal>> {
    const known = this.#claims.get(token);
    if (known !== undefined) {
      if (known.exp * 1000 > nowMs) return ok(known);
      this.#claims.delete(token);
    }
    const verified = await verifyAccessToken(token, await this.#keys(), nowMs);
    if (!verified.ok) return verified;
    if (this.#claims.size >= MOST_KEPT) this.#claims.clear();
    this.#claims.set(token, verified.value);
    return verified;
  }
}

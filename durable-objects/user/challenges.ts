import { eq, lte } from "drizzle-orm";
import type { z } from "zod";
import { CHALLENGE_MS, MOST_FAILED_ATTEMPTS } from "../../src/domain/access/limits.ts";
import { sha256Hex } from "../shared/crypto.ts";
import type { UserDatabase } from "./parts.ts";
import { challenges } from "./schema.ts";

/** What may wait: see the classes that put it there. */
export type ChallengeKind =
  | "login"
  | "passkey_registration"
  | "totp_enrolment"
  | "change"
  | "used_passkey_challenge";

/** Things that wait a few minutes for the person's answer, each good for one right answer. */
export class Challenges {
  readonly #db: UserDatabase;

  constructor(db: UserDatabase) {
    this.#db = db;
  }

  /** Keeps `data` under the digest of a token that was just made. Forgets what has expired. */
  put(kind: ChallengeKind, hash: string, data: unknown, nowMs: number): void {
    this.#db.delete(challenges).where(lte(challenges.expiresAtMs, nowMs)).run();
    const row = { hash, kind, data: JSON.stringify(data), expiresAtMs: nowMs + CHALLENGE_MS };
    this.#db
      .insert(challenges)
      .values(row)
      .onConflictDoUpdate({ target: challenges.hash, set: { ...row, failedAttempts: 0 } })
      .run();
  }

  /** What waits under this token; null when nothing does, or not any more. */
  get<Schema extends z.ZodType>(
    kind: ChallengeKind,
    token: string,
    schema: Schema,
    nowMs: number,
  ): z.output<Schema> | null {
    const row = this.#row(token);
    if (row === undefined || row.kind !== kind || row.expiresAtMs <= nowMs) return null;
    return schema.parse(JSON.parse(row.data));
  }

  /** Takes it away; false when it was not there any more, so that of two who answer only one is right. */
  take(token: string): boolean {
    const gone = this.#db
      .delete(challenges)
      .where(eq(challenges.hash, sha256Hex(token)))
      .returning({ hash: challenges.hash })
      .all();
    return gone.length > 0;
  }

  /** Counts a wrong answer; the third one ends it. */
  failed(token: string): void {
    const row = this.#row(token);
    if (row === undefined) return;
    const failedAttempts = row.failedAttempts + 1;
    if (failedAttempts >= MOST_FAILED_ATTEMPTS) this.take(token);
    else this.#db.update(challenges).set({ failedAttempts }).where(eq(challenges.hash, row.hash)).run();
  }

  /** Changes what waits; its time does not change. */
  update(token: string, data: unknown): void {
    this.#db
      .update(challenges)
      .set({ data: JSON.stringify(data) })
      .where(eq(challenges.hash, sha256Hex(token)))
      .run();
  }

  /** Marks something as used; false when it was before. */
  markUsed(text: string, nowMs: number): boolean {
    if (this.#row(text) !== undefined) return false;
    this.put("used_passkey_challenge", sha256Hex(text), null, nowMs);
    return true;
  }

  #row(token: string) {
    return this.#db
      .select()
      .from(challenges)
      .where(eq(challenges.hash, sha256Hex(token)))
      .get();
  }
}

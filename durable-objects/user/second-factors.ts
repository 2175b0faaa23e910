import { and, eq, isNull } from "drizzle-orm";
import { RECOVERY_CODES } from "../../src/domain/access/limits.ts";
import { makeRecoveryCode, normaliseRecoveryCode } from "../../src/domain/access/recovery-codes.ts";
import { acceptTotp, TOTP_DIGITS, TOTP_STEP_MS } from "../../src/domain/access/totp.ts";
import { sameText, sha256Hex } from "../shared/crypto.ts";
import type { Vault } from "../shared/vault.ts";
import { oneTimePassword, toBase32 } from "./one-time-password.ts";
import type { UserDatabase } from "./parts.ts";
import type { Person, PersonRow } from "./person-row.ts";
import { randomBytes } from "./random.ts";
import { recoveryCodes } from "./schema.ts";

/** RFC 4226 wants at least 128 bits and recommends 160, the length of SHA-1's output. */
const SECRET_BYTES = 20;
const CODE_BYTES = 16;

function codeAt(secret: string) {
  return (step: number) => oneTimePassword(secret, step);
}

function belongsTo(userId: string): string {
  return `totp|${userId}`;
}

/** The authenticator app and the recovery codes of a person; each code is taken once. */
export class SecondFactors {
  readonly #db: UserDatabase;
  readonly #person: PersonRow;
  readonly #vault: Vault;

  constructor(db: UserDatabase, person: PersonRow, vault: Vault) {
    this.#db = db;
    this.#person = person;
    this.#vault = vault;
  }

  /** A secret for a new authenticator app, and how it is stored; nothing is stored of it here. */
  makeTotpSecret({ email, userId }: Person): { secret: string; sealed: string; uri: string } {
    const secret = toBase32(randomBytes(SECRET_BYTES));
    const label = encodeURIComponent(`Sallyport:${email}`);
    const query = `secret=${secret}&issuer=Sallyport&algorithm=SHA1&digits=${TOTP_DIGITS}&period=${TOTP_STEP_MS / 1000}`;
    const sealed = this.#vault.seal(secret, belongsTo(userId));
    return { secret, sealed, uri: `otpauth://totp/${label}?${query}` };
  }

  /** The step of a right code for a secret that is not yet the person's; null when it is wrong. */
  stepFor({ userId }: Person, sealed: string, code: string, nowMs: number): number | null {
    const secret = this.#vault.open(sealed, belongsTo(userId));
    return acceptTotp(code, nowMs, { lastStep: -1 }, codeAt(secret), sameText);
  }

  /** Whether this is a code of the person's app that was not used before; it is used now. */
  useTotp(code: string, nowMs: number): boolean {
    const person = this.#person.get();
    if (person === null || person.totpSecret === null) return false;
    const { userId, totpSecret, totpLastStep } = person;
    const secret = this.#vault.open(totpSecret, belongsTo(userId));
    const step = acceptTotp(code, nowMs, { lastStep: totpLastStep }, codeAt(secret), sameText);
    if (step === null) return false;
    const old = this.#vault.isOld(totpSecret);
    this.#person.change({
      totpLastStep: step,
      ...(old ? { totpSecret: this.#vault.seal(secret, belongsTo(userId)) } : {}),
    });
    return true;
  }

  /** Seals the app's secret under the newest key; false when it is already, or there is none. */
  rewrap(): boolean {
    const person = this.#person.get();
    if (person === null || person.totpSecret === null || !this.#vault.isOld(person.totpSecret)) return false;
    const owner = belongsTo(person.userId);
    this.#person.change({ totpSecret: this.#vault.seal(this.#vault.open(person.totpSecret, owner), owner) });
    return true;
  }

  /** Whether this is a recovery code that was not used before; it is used now. */
  useRecoveryCode(text: string, nowMs: number): boolean {
    const code = normaliseRecoveryCode(text);
    if (code === null) return false;
    const used = this.#db
      .update(recoveryCodes)
      .set({ usedAtMs: nowMs })
      .where(and(eq(recoveryCodes.hash, this.#digest(code)), isNull(recoveryCodes.usedAtMs)))
      .returning({ hash: recoveryCodes.hash })
      .all();
    return used.length === 1;
  }

  /** Makes new recovery codes in the place of all earlier ones. Shown once: only digests are kept. */
  replaceRecoveryCodes(): string[] {
    this.#db.delete(recoveryCodes).run();
    const codes = Array.from({ length: RECOVERY_CODES }, () => makeRecoveryCode(randomBytes(CODE_BYTES)));
    for (const code of codes) {
      this.#db
        .insert(recoveryCodes)
        .values({ hash: this.#digest(code.replaceAll("-", "")) })
        .run();
    }
    return codes;
  }

  recoveryCodesLeft(): number {
    return this.#db.select().from(recoveryCodes).where(isNull(recoveryCodes.usedAtMs)).all().length;
  }

  /** Salted with the user's id (ASVS 6.5.2). */
  #digest(code: string): string {
    return sha256Hex(`recovery|${this.#person.get()?.userId ?? ""}|${code}`);
  }
}

import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import * as z from "zod";
import { MOST_FAILED_ATTEMPTS, MOST_PASSKEYS } from "../../src/domain/access/limits.ts";
import { checkPassword } from "../../src/domain/access/password-rules.ts";
import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import { err, ok } from "../../src/domain/result.ts";
import { isCommonPassword } from "./common-passwords.ts";
import type { Outcome, UserParts } from "./parts.ts";
import type { RelyingParty } from "./passkeys.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { freshToken } from "./random.ts";
import {
  alreadyThere,
  challengeOver,
  deny,
  notFoundHere,
  sessionOver,
  tooMany,
  wrongFactor,
} from "./refusals.ts";

const enrolmentSchema = z.object({ sealed: z.string() });
const registrationSchema = z.object({ challenge: z.string() });

type FactorAction =
  | "password.changed"
  | "totp.added"
  | "totp.removed"
  | "passkey.added"
  | "passkey.removed"
  | "recovery.replaced";

/** What a changed factor brings: recovery codes when they are the person's first, and the ended sessions. */
export interface FactorChanged {
  readonly recoveryCodes: readonly string[] | null;
  readonly sessionsEnded: number;
}

/** Adding, changing and removing factors. Every change ends the person's other sessions (ASVS 7.4.3). */
export class FactorDesk {
  changePassword(
    parts: UserParts,
    keptSession: string,
    current: string,
    next: string,
    nowMs: number,
  ): Outcome<FactorChanged> {
    const person = parts.person.get();
    const session = parts.sessions.get(keptSession);
    if (person === null || session === null) return deny(sessionOver);
    if (!verifyPassword(current, person.passwordHash).good) {
      return parts.transaction(() => {
        if (!parts.sessions.failedAttempt(session, MOST_FAILED_ATTEMPTS)) return deny(wrongFactor, true);
        parts.sessions.end(keptSession, "failed_attempts", nowMs);
        const address = parts.sessions.addressOf(keptSession);
        parts.mail.tell({ what: "session.failed_attempts", address, session: session.name }, nowMs);
        return deny(sessionOver, true);
      });
    }
    const checked = checkPassword(next, aboutPerson(person.email), isCommonPassword);
    if (!checked.ok) return err({ refusal: checked.error });
    const passwordHash = hashPassword(next);
    return parts.transaction(() => {
      parts.person.change({ passwordHash });
      return this.#changed(parts, keptSession, "password.changed", nowMs);
    });
  }

  beginTotp(parts: UserParts, nowMs: number): Outcome<{ token: string; secret: string; uri: string }> {
    const person = parts.person.get();
    if (person === null || person.totpSecret !== null) return deny(alreadyThere);
    const { secret, sealed, uri } = parts.factors.makeTotpSecret(person);
    const { token, hash } = freshToken("stp", parts.userId);
    parts.challenges.put("totp_enrolment", hash, { sealed }, nowMs);
    return ok({ token, secret, uri });
  }

  /** The app counts from its first right code on. */
  confirmTotp(
    parts: UserParts,
    keptSession: string,
    token: string,
    code: string,
    nowMs: number,
  ): Outcome<FactorChanged> {
    const waiting = parts.challenges.get("totp_enrolment", token, enrolmentSchema, nowMs);
    const person = parts.person.get();
    if (waiting === null || person === null) return deny(challengeOver);
    const step = parts.factors.stepFor(person, waiting.sealed, code, nowMs);
    if (step === null) {
      parts.challenges.failed(token);
      return deny(wrongFactor);
    }
    return parts.transaction(() => {
      if (parts.person.get()?.totpSecret !== null || !parts.challenges.take(token)) return deny(alreadyThere);
      parts.person.change({ totpSecret: waiting.sealed, totpLastStep: step });
      return this.#changed(parts, keptSession, "totp.added", nowMs);
    });
  }

  removeTotp(parts: UserParts, keptSession: string, nowMs: number): Outcome<FactorChanged> {
    if (parts.person.get()?.totpSecret === null) return deny(notFoundHere);
    return parts.transaction(() => {
      parts.person.change({ totpSecret: null, totpLastStep: -1 });
      return this.#changed(parts, keptSession, "totp.removed", nowMs);
    });
  }

  newRecoveryCodes(parts: UserParts, keptSession: string, nowMs: number): Outcome<FactorChanged> {
    return parts.transaction(() => {
      const changed = this.#changed(parts, keptSession, "recovery.replaced", nowMs);
      const recoveryCodes = parts.factors.replaceRecoveryCodes();
      return changed.ok ? ok({ ...changed.value, recoveryCodes }) : changed;
    });
  }

  async beginPasskey(
    parts: UserParts,
    party: RelyingParty,
    nowMs: number,
  ): Promise<Outcome<{ token: string; optionsJson: string }>> {
    const person = parts.person.get();
    if (person === null || parts.passkeys.list().length >= MOST_PASSKEYS) return deny(tooMany);
    const options = await parts.passkeys.registrationOptions(person, party);
    const { token, hash } = freshToken("stp", parts.userId);
    parts.challenges.put("passkey_registration", hash, { challenge: options.challenge }, nowMs);
    return ok({ token, optionsJson: JSON.stringify(options) });
  }

  async confirmPasskey(
    parts: UserParts,
    keptSession: string,
    answer: { token: string; name: string; response: RegistrationResponseJSON; party: RelyingParty },
    nowMs: number,
  ): Promise<Outcome<FactorChanged>> {
    const waiting = parts.challenges.get("passkey_registration", answer.token, registrationSchema, nowMs);
    // Taken before the answer is checked: a challenge is good for one answer.
    if (waiting === null || !parts.challenges.take(answer.token)) return deny(challengeOver);
    const made = await parts.passkeys.checkRegistration(answer.response, waiting.challenge, answer.party);
    if (made === null) return deny(wrongFactor);
    return parts.transaction(() => {
      // The person may have been deleted meanwhile; whoever comes next must not find a passkey here.
      if (parts.person.get() === null) return deny(sessionOver);
      if (parts.passkeys.list().length >= MOST_PASSKEYS) return deny(tooMany);
      if (!parts.passkeys.add({ ...made, name: answer.name, createdAtMs: nowMs })) return deny(alreadyThere);
      return this.#changed(parts, keptSession, "passkey.added", nowMs);
    });
  }

  removePasskey(parts: UserParts, keptSession: string, id: string, nowMs: number): Outcome<FactorChanged> {
    return parts.transaction(() => {
      if (!parts.passkeys.remove(id)) return deny(notFoundHere);
      return this.#changed(parts, keptSession, "passkey.removed", nowMs);
    });
  }

  /** Seals the app's secret under the current key, and tells the tenant on whose word it happens. */
  rewrap(parts: UserParts, tenantId: string, who: RawActor, nowMs: number): number {
    return parts.transaction(() => {
      if (!parts.factors.rewrap()) return 0;
      const subject = { kind: "person", id: parts.userId } as const;
      parts.audit.record([tenantId], { action: "keys.rewrapped", who, subject }, nowMs);
      return 1;
    });
  }

  #changed(
    parts: UserParts,
    keptSession: string,
    action: FactorAction,
    nowMs: number,
  ): Outcome<FactorChanged> {
    const first = action.endsWith(".added") && parts.factors.recoveryCodesLeft() === 0;
    const tenantIds = parts.memberships.all().map(({ tenantId }) => tenantId);
    const { userId, sessions } = parts;
    const address = sessions.addressOf(keptSession);
    parts.audit.tell(tenantIds, { actor: userId, action, subject: userId, address }, nowMs);
    parts.mail.tell({ what: action, address }, nowMs);
    return ok({
      recoveryCodes: first ? parts.factors.replaceRecoveryCodes() : null,
      sessionsEnded: sessions.endOthers(keptSession, "factor_changed", nowMs),
    });
  }
}

/** What of an e-mail address must not be the password: the whole, and the part before the @. */
export function aboutPerson(email: string): string[] {
  return [email, email.split("@")[0] ?? ""];
}

import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { type ClientKind, MOST_FAILED_ATTEMPTS } from "../../src/domain/access/limits.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import { ok } from "../../src/domain/result.ts";
import { sha256 } from "../shared/crypto.ts";
import { changeSchema } from "./gate.ts";
import type { Outcome, UserParts } from "./parts.ts";
import type { RelyingParty } from "./passkeys.ts";
import { verifyPassword } from "./password.ts";
import { freshToken } from "./random.ts";
import { challengeOver, deny, factorNeeded, notMember, sessionOver, wrongFactor } from "./refusals.ts";
import type { Session } from "./sessions.ts";

/** What a change waits for: one of `methods`; a passkey signs `passkeyChallenge`. */
export interface ChangeChallenge {
  readonly token: string;
  readonly methods: readonly string[];
  readonly passkeyChallenge: string;
  readonly passkeyIds: readonly string[];
}

export type ChangeProof =
  | { readonly method: "totp"; readonly code: string }
  | { readonly method: "password"; readonly password: string }
  | {
      readonly method: "passkey";
      readonly response: AuthenticationResponseJSON;
      readonly party: RelyingParty;
    };

/** The access token that a confirmation brings: it takes the place of the session's earlier ones. */
export interface RenewedAccess {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly role: MemberRole;
  readonly client: ClientKind;
  readonly jti: string;
}

/** Fresh confirmations of exact changes (step-up). */
export class StepUpDesk {
  /**
   * `changeHash` is the digest of the change's text; `passwordEnough` lets the password confirm it for
   * somebody who has no second factor yet, which is how the first one is added.
   */
  begin(
    parts: UserParts,
    sessionId: string,
    changeHash: string,
    passwordEnough: boolean,
    nowMs: number,
  ): Outcome<ChangeChallenge> {
    const passkeyIds = parts.passkeys.list().map(({ id }) => id);
    const strong = [
      ...(passkeyIds.length > 0 ? ["passkey"] : []),
      ...(parts.person.get()?.totpSecret ? ["totp"] : []),
    ];
    if (strong.length === 0 && !passwordEnough) return deny(factorNeeded);
    const { token, hash } = freshToken("stp", parts.userId);
    // What the passkey signs names the change itself, and this one request for it.
    const passkeyChallenge = Buffer.from(sha256(`sallyport-change|${changeHash}|${hash}`)).toString(
      "base64url",
    );
    const data = {
      sessionId,
      changeHash,
      passwordEnough: strong.length === 0,
      passkeyChallenge,
      provedAtMs: null,
    };
    parts.challenges.put("change", hash, data, nowMs);
    return ok({ token, methods: strong.length > 0 ? strong : ["password"], passkeyChallenge, passkeyIds });
  }

  /**
   * Judges the answer; a right one brings a new access token, with which the change is then made. The third
   * wrong one of a session ends the session. When the answer is lost, the refresh token helps.
   */
  async prove(
    parts: UserParts,
    sessionId: string,
    token: string,
    proof: ChangeProof,
    nowMs: number,
  ): Promise<Outcome<RenewedAccess>> {
    const change = parts.challenges.get("change", token, changeSchema, nowMs);
    if (change === null || change.sessionId !== sessionId || change.provedAtMs !== null)
      return deny(challengeOver);
    const good = await this.#judge(parts, change, proof, nowMs);
    // Looked at again: a passkey takes its time.
    const session = parts.sessions.get(sessionId);
    if (session === null || session.endedAtMs !== null) return deny(sessionOver);
    const still = parts.challenges.get("change", token, changeSchema, nowMs);
    if (still === null || still.provedAtMs !== null) return deny(challengeOver);
    const membership = parts.memberships.of(session.tenantId);
    if (membership === null) return deny(notMember);
    return parts.transaction(() => {
      this.#record(parts, session, change.changeHash, proof.method, good, nowMs);
      if (good) {
        parts.challenges.update(token, { ...still, provedAtMs: nowMs });
        parts.sessions.provedFactor(sessionId);
        const { tenantId, client } = session;
        const jti = parts.sessions.renewAccess(session, nowMs);
        return ok({ sessionId, tenantId, role: membership.role, client, jti });
      }
      parts.challenges.failed(token);
      if (!parts.sessions.failedAttempt(session, MOST_FAILED_ATTEMPTS)) return deny(wrongFactor, true);
      parts.sessions.end(sessionId, "failed_attempts", nowMs);
      const address = parts.sessions.addressOf(sessionId);
      parts.mail.tell({ what: "session.failed_attempts", address, session: session.name }, nowMs);
      return deny(sessionOver, true);
    });
  }

  #record(
    parts: UserParts,
    { id, tenantId }: Session,
    changeHash: string,
    method: ChangeProof["method"],
    good: boolean,
    nowMs: number,
  ): void {
    const verdict = good ? "done" : "refused";
    const reason = good ? null : wrongFactor.code;
    const address = parts.sessions.addressOf(id);
    const after = { changeHash, method };
    const news = {
      actor: parts.userId,
      action: "change.confirmed",
      subject: id,
      verdict,
      reason,
      address,
      after,
    } as const;
    parts.audit.tell([tenantId], news, nowMs);
  }

  async #judge(
    parts: UserParts,
    change: { readonly passwordEnough: boolean; readonly passkeyChallenge: string },
    proof: ChangeProof,
    nowMs: number,
  ): Promise<boolean> {
    switch (proof.method) {
      case "totp":
        return parts.factors.useTotp(proof.code, nowMs);
      case "password":
        return (
          change.passwordEnough &&
          verifyPassword(proof.password, parts.person.get()?.passwordHash ?? null).good
        );
      case "passkey":
        return parts.passkeys.use(proof.response, change.passkeyChallenge, proof.party, nowMs);
    }
  }
}

import { and, desc, eq, gt, isNull, lte, sql } from "drizzle-orm";
import { csrfTokenAt, csrfTokenGood, type SessionMac } from "../../src/domain/access/csrf.ts";
import {
  ACCESS_TOKEN_MS,
  type ClientKind,
  MOST_SESSIONS,
  RETIRED_TOKEN_MS,
} from "../../src/domain/access/limits.ts";
import { judgeRefresh, type RefreshVerdict } from "../../src/domain/access/refresh-family.ts";
import { sessionEnd, sessionEndsAtMs } from "../../src/domain/access/session.ts";
import { hmacSha256, sameText, sha256Hex } from "../shared/crypto.ts";
import type { UserDatabase } from "./parts.ts";
import { freshToken, randomId, randomKey } from "./random.ts";
import { accessTokens, refreshTokens, sessions } from "./schema.ts";

export type Session = typeof sessions.$inferSelect;

/** The session of a request, with the time at which the request's access token was made. */
export interface UsedSession extends Session {
  readonly tokenMadeAtMs: number;
}
export type Factor = "password" | "totp" | "recovery_code" | "passkey";
export type EndReason =
  | "ended_by_admin"
  | "logout"
  | "ended_by_user"
  | "factor_changed"
  | "refresh_reused"
  | "failed_attempts"
  | "membership"
  | "locked"
  | "replaced";

export interface NewSession {
  readonly tenantId: string;
  readonly client: ClientKind;
  readonly name: string;
  readonly address: string;
  readonly factor: Factor;
}

/** What a login or a renewal gives; the Worker signs the access token from it. */
export interface SessionKeys {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly client: ClientKind;
  readonly jti: string;
  readonly refreshToken: string;
  readonly csrfToken: string;
  /** When the session ends at the latest, epoch milliseconds. */
  readonly endsAtMs: number;
}

/** How exactly the last call of a session is known: a write for every call would be too dear. */
const SEEN_EVERY_MS = 30_000;

function macOf(session: Pick<Session, "csrfKey">): SessionMac {
  const hex = (text: string) => hmacSha256(session.csrfKey, [text], "hex");
  return hex;
}

/** The person's sessions, with their access tokens and the family of refresh tokens of each. */
export class Sessions {
  readonly #db: UserDatabase;
  readonly #userId: string;
  readonly #ended: (id: string) => void;
  readonly #byToken;
  /** Where each session's latest request came from; for the record, so memory is enough. */
  readonly #addresses = new Map<string, string>();

  /** `ended` is told, within the transaction, of every session that is ended before its time. */
  constructor(db: UserDatabase, userId: string, ended: (id: string) => void) {
    this.#db = db;
    this.#userId = userId;
    this.#ended = ended;
    // Prepared: it runs for every request of the person.
    this.#byToken = db
      .select()
      .from(sessions)
      .innerJoin(accessTokens, eq(accessTokens.sessionId, sessions.id))
      .where(eq(accessTokens.jti, sql.placeholder("jti")))
      .prepare();
  }

  /** Begins a session. Call it in a transaction, as everything here that writes. */
  start(session: NewSession, nowMs: number): SessionKeys {
    this.#makeRoom(nowMs);
    const row = {
      ...session,
      id: randomId(),
      csrfKey: randomKey(),
      startedAtMs: nowMs,
      lastSeenAtMs: nowMs,
      endedAtMs: null,
      endReason: null,
      failedAttempts: 0,
    };
    this.#db.insert(sessions).values(row).run();
    return this.#keys(row, nowMs);
  }

  /** The session of a live access token at `nowMs`, whose time of last use it keeps; null when there is none. */
  use(jti: string, nowMs: number): UsedSession | null {
    const found = this.#byToken.get({ jti });
    if (found === undefined || found.access_tokens.expiresAtMs <= nowMs) return null;
    const session = found.sessions;
    if (sessionEnd(session, nowMs) !== null) return null;
    if (nowMs - session.lastSeenAtMs >= SEEN_EVERY_MS) {
      this.#db.update(sessions).set({ lastSeenAtMs: nowMs }).where(eq(sessions.id, session.id)).run();
    }
    return { ...session, tokenMadeAtMs: found.access_tokens.madeAtMs };
  }

  /**
   * Makes a new access token after a proved factor (ASVS 7.2.4), and returns its `jti`. The session's others
   * end in `RETIRED_TOKEN_MS`: so long, requests of the same page that are on their way still arrive.
   */
  renewAccess({ id }: Session, nowMs: number): string {
    this.#db
      .update(accessTokens)
      .set({ expiresAtMs: nowMs + RETIRED_TOKEN_MS })
      .where(and(eq(accessTokens.sessionId, id), gt(accessTokens.expiresAtMs, nowMs + RETIRED_TOKEN_MS)))
      .run();
    return this.#makeAccess(id, nowMs);
  }

  /** Keeps that the session was used, where no call of the API shows it. */
  seen(id: string, nowMs: number): void {
    this.#db.update(sessions).set({ lastSeenAtMs: nowMs }).where(eq(sessions.id, id)).run();
  }

  cameFrom(id: string, address: string): void {
    this.#addresses.set(id, address);
  }

  addressOf(id: string): string | null {
    return this.#addresses.get(id) ?? null;
  }

  csrfToken(session: Session, nowMs: number): string {
    return csrfTokenAt(macOf(session), session.id, nowMs);
  }

  csrfGood(session: Session, token: string, nowMs: number): boolean {
    return csrfTokenGood(token, macOf(session), session.id, nowMs, sameText);
  }

  /** Judges a refresh token, and does what follows from the verdict. `keys` only after `rotate`. */
  renew(
    token: string,
    nowMs: number,
  ): { verdict: RefreshVerdict; session: Session | null; keys?: SessionKeys } {
    const hash = sha256Hex(token);
    const known = this.#db.select().from(refreshTokens).where(eq(refreshTokens.hash, hash)).get() ?? null;
    const session = known === null ? null : this.get(known.sessionId);
    const verdict = judgeRefresh(known, session, nowMs);
    if (session === null) return { verdict, session };
    if (verdict === "reused") this.end(session.id, "refresh_reused", nowMs);
    if (verdict !== "rotate") return { verdict, session };
    this.#db.update(refreshTokens).set({ usedAtMs: nowMs }).where(eq(refreshTokens.hash, hash)).run();
    this.#db.update(sessions).set({ lastSeenAtMs: nowMs }).where(eq(sessions.id, session.id)).run();
    return { verdict, session, keys: this.#keys(session, nowMs) };
  }

  get(id: string): Session | null {
    return this.#db.select().from(sessions).where(eq(sessions.id, id)).get() ?? null;
  }

  /** Those that live at `nowMs`, the one last used first. */
  live(nowMs: number): Session[] {
    const open = this.#db
      .select()
      .from(sessions)
      .where(isNull(sessions.endedAtMs))
      .orderBy(desc(sessions.lastSeenAtMs), desc(sessions.id))
      .all();
    return open.filter((session) => sessionEnd(session, nowMs) === null);
  }

  rename(id: string, name: string): void {
    this.#db.update(sessions).set({ name }).where(eq(sessions.id, id)).run();
  }

  /** Ends one for good: its access tokens count no more from the next call on. */
  end(id: string, reason: EndReason, nowMs: number): void {
    this.#db.delete(accessTokens).where(eq(accessTokens.sessionId, id)).run();
    this.#db
      .update(sessions)
      .set({ endedAtMs: nowMs, endReason: reason })
      .where(and(eq(sessions.id, id), isNull(sessions.endedAtMs)))
      .run();
    this.#ended(id);
  }

  /** Ends all but `keptId`, or all of them; returns how many lived. */
  endOthers(keptId: string | null, reason: EndReason, nowMs: number): number {
    const others = this.live(nowMs).filter(({ id }) => id !== keptId);
    for (const { id } of others) this.end(id, reason, nowMs);
    return others.length;
  }

  /** Ends those in one tenant; returns how many lived. */
  endOfTenant(tenantId: string, reason: EndReason, nowMs: number): number {
    const theirs = this.live(nowMs).filter((session) => session.tenantId === tenantId);
    for (const { id } of theirs) this.end(id, reason, nowMs);
    return theirs.length;
  }

  /** Counts a wrong factor; true when it was one too many and the caller must end the session. */
  failedAttempt(session: Session, most: number): boolean {
    const failedAttempts = session.failedAttempts + 1;
    this.#db.update(sessions).set({ failedAttempts }).where(eq(sessions.id, session.id)).run();
    return failedAttempts >= most;
  }

  provedFactor(id: string): void {
    this.#db.update(sessions).set({ failedAttempts: 0 }).where(eq(sessions.id, id)).run();
  }

  #keys(session: Session, nowMs: number): SessionKeys {
    const jti = this.#makeAccess(session.id, nowMs);
    const refresh = freshToken("ref", this.#userId);
    this.#db.insert(refreshTokens).values({ hash: refresh.hash, sessionId: session.id }).run();
    return {
      sessionId: session.id,
      tenantId: session.tenantId,
      client: session.client,
      jti,
      refreshToken: refresh.token,
      csrfToken: this.csrfToken(session, nowMs),
      endsAtMs: sessionEndsAtMs(session),
    };
  }

  #makeAccess(sessionId: string, nowMs: number): string {
    const jti = randomId();
    const expiresAtMs = nowMs + ACCESS_TOKEN_MS;
    this.#db.delete(accessTokens).where(lte(accessTokens.expiresAtMs, nowMs)).run();
    this.#db.insert(accessTokens).values({ jti, sessionId, madeAtMs: nowMs, expiresAtMs }).run();
    return jti;
  }

  /** Ends the one that was idle longest when there are too many. */
  #makeRoom(nowMs: number): void {
    const live = this.live(nowMs);
    for (const session of live.slice(MOST_SESSIONS - 1)) this.end(session.id, "replaced", nowMs);
  }
}

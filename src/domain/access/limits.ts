/** The limits of the design, in one place; a tenant may set lower ones, the operator's are the ceiling. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** At most `limit` events within any `windowMs`; whoever exceeds it is blocked for `blockMs`. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
  readonly blockMs: number;
}

export const CALL_LIMIT: RateLimit = { limit: 100, windowMs: MINUTE_MS, blockMs: 30 * SECOND_MS };
export const TRADE_LIMIT: RateLimit = { limit: 5, windowMs: SECOND_MS, blockMs: 30 * SECOND_MS };
/**
 * Of a token that reads metrics: enough for two Prometheus servers that ask every 5 s. Whoever exceeds it waits out
 * the minute and is not blocked, so that a wrong interval does not blind its owner.
 */
export const SCRAPE_LIMIT: RateLimit = { limit: 30, windowMs: MINUTE_MS, blockMs: 0 };
/** Of one address; exceeding it costs the rest of the window, so that a forgetful person is not locked out. */
export const LOGIN_LIMIT: RateLimit = { limit: 5, windowMs: MINUTE_MS, blockMs: 0 };
/** Tests of a connection to somewhere outside, of one address. */
export const CONNECTION_TEST_LIMIT: RateLimit = { limit: 10, windowMs: MINUTE_MS, blockMs: 0 };
/** The block after failed logins from one address: exceeded by the fifth failure, hence 4. */
export const FAILED_LOGIN_LIMIT: RateLimit = { limit: 4, windowMs: 5 * MINUTE_MS, blockMs: 30 * MINUTE_MS };

/**
 * Failed passwords of one user from addresses that never logged in as this user. Above it such addresses are
 * refused with the words for a wrong password, so an attacker with many addresses gains nothing and learns
 * nothing, while the owner's own addresses and passkeys still get in.
 */
export const FAILED_PASSWORD_LIMIT: RateLimit = {
  limit: 20,
  windowMs: 15 * MINUTE_MS,
  blockMs: 15 * MINUTE_MS,
};

/** Failed attempts of one user after which the person is told, by mail; and then not again for an hour. */
export const FAILURE_NOTICE_LIMIT: RateLimit = { limit: 4, windowMs: 15 * MINUTE_MS, blockMs: HOUR_MS };

/** Connections of one address to feeds: one and five times again in 10 s; the operator may say otherwise. */
export const FEED_CONNECT_LIMIT: RateLimit = { limit: 6, windowMs: 10 * SECOND_MS, blockMs: 0 };
/** Messages that the sockets of one address may send to a feed; who sends more is cut off; as above. */
export const FEED_MESSAGE_LIMIT: RateLimit = { limit: 100, windowMs: SECOND_MS, blockMs: 0 };

export const ACCESS_TOKEN_MS = 30 * MINUTE_MS;
/**
 * How long access tokens live on after a confirmation brought a new one. No confirmed change can be made with
 * them, so the time only has to be long enough for requests that are under way.
 */
export const RETIRED_TOKEN_MS = 10 * SECOND_MS;
export const CSRF_ROTATION_MS = 5 * MINUTE_MS;
/** A login that waits for its second factor, a passkey challenge, a step-up challenge and its proof. */
export const CHALLENGE_MS = 5 * MINUTE_MS;
/** Wrong second factors, after which a waiting login or a session is ended. */
export const MOST_FAILED_ATTEMPTS = 3;

/** How long a session lives, by what holds it. */
export interface SessionLife {
  /** Without any call. */
  readonly idleMs: number;
  /** Whatever happens. */
  readonly absoluteMs: number;
}

export type ClientKind = "browser" | "program";

/** Programs sleep; what they hold instead is the refresh token, whose family ends after 7 days for good. */
export const SESSION_LIFE: Readonly<Record<ClientKind, SessionLife>> = {
  browser: { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS },
  program: { idleMs: 7 * DAY_MS, absoluteMs: 7 * DAY_MS },
};

/** Sessions of one user at the same time; a further login ends the one that was idle longest. */
export const MOST_SESSIONS = 20;
export const MOST_PASSKEYS = 10;
export const RECOVERY_CODES = 10;

export const PASSWORD_SHORTEST = 12;
export const PASSWORD_LONGEST = 128;

/** How long an access key or an invitation may wait to be used. */
export const INVITE_MS = 7 * DAY_MS;
/** The longest life of an API token. */
export const API_TOKEN_LONGEST_MS = 366 * DAY_MS;

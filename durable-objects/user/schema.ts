import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { metricCounters } from "../shared/counters-schema.ts";
export { feedHolds } from "../shared/feed-holds-schema.ts";
export { outbox } from "../shared/outbox-schema.ts";
export { rates } from "../shared/rates-schema.ts";
export { retention } from "../shared/retention-schema.ts";

/** Times are epoch milliseconds. Secrets are stored as digests, except those that must be computed with. */

/** The one row of the person. */
export const person = sqliteTable("person", {
  userId: text("user_id").primaryKey(),
  email: text("email").notNull(),
  /** PHC string; see src/domain/access/password-hash.ts. */
  passwordHash: text("password_hash").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Sealed (durable-objects/shared/vault.ts); null: no authenticator app. */
  totpSecret: text("totp_secret"),
  /** The step of the last code that was taken; see src/domain/access/totp.ts. */
  totpLastStep: integer("totp_last_step").notNull().default(-1),
});

/** The tenants of the person, as their own objects told; the highest version wins. */
export const memberships = sqliteTable("memberships", {
  tenantId: text("tenant_id").primaryKey(),
  /** Null: no member any more; the row stays, so that an older message cannot bring the role back. */
  role: text("role"),
  /** JSON array of trading account ids; null: all of the tenant's. */
  accounts: text("accounts"),
  /** The tenant's limits for each of its members; null: the usual. */
  callsPerMinute: integer("calls_per_minute"),
  tradesPerSecond: integer("trades_per_second"),
  version: integer("version").notNull(),
  /** JSON array: the tenant's origins of web programs; null: none. */
  origins: text("origins"),
  /** Locked by the tenant: until when, epoch milliseconds; -1: until it is unlocked; null: not locked. */
  lockedUntilMs: integer("locked_until_ms"),
});

export const sessions = sqliteTable("sessions", {
  id: text("id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  client: text("client", { enum: ["browser", "program"] }).notNull(),
  name: text("name").notNull(),
  address: text("address").notNull(),
  /** How it was begun: `password`, `totp`, `recovery_code` or `passkey`. */
  factor: text("factor").notNull(),
  /** The key of the session's CSRF tokens, base64url. */
  csrfKey: text("csrf_key").notNull(),
  startedAtMs: integer("started_at_ms").notNull(),
  lastSeenAtMs: integer("last_seen_at_ms").notNull(),
  endedAtMs: integer("ended_at_ms"),
  endReason: text("end_reason"),
  /** Wrong factors at step-up since the last right one. */
  failedAttempts: integer("failed_attempts").notNull().default(0),
});

/** The access tokens that count; one that is not here is none, however well it is signed. */
export const accessTokens = sqliteTable("access_tokens", {
  jti: text("jti").primaryKey(),
  sessionId: text("session_id").notNull(),
  /** A change that was confirmed is made with a token that was made since. */
  madeAtMs: integer("made_at_ms").notNull().default(0),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

export const refreshTokens = sqliteTable("refresh_tokens", {
  /** Hex SHA-256. */
  hash: text("hash").primaryKey(),
  sessionId: text("session_id").notNull(),
  usedAtMs: integer("used_at_ms"),
});

/** What waits for the person's answer: a login for its second factor, a passkey to be made, a change. */
export const challenges = sqliteTable("challenges", {
  /** Hex SHA-256 of the token, or of a passkey challenge that was used. */
  hash: text("hash").primaryKey(),
  kind: text("kind").notNull(),
  /** JSON, by kind. */
  data: text("data").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  failedAttempts: integer("failed_attempts").notNull().default(0),
});

export const passkeys = sqliteTable("passkeys", {
  /** The credential id, base64url. */
  id: text("id").primaryKey(),
  /** COSE key, base64url. */
  publicKey: text("public_key").notNull(),
  counter: integer("counter").notNull(),
  /** JSON array. */
  transports: text("transports").notNull(),
  name: text("name").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  lastUsedAtMs: integer("last_used_at_ms"),
});

export const recoveryCodes = sqliteTable("recovery_codes", {
  /** Hex SHA-256 of the user's id and the code. */
  hash: text("hash").primaryKey(),
  usedAtMs: integer("used_at_ms"),
});

/** Addresses from which the person got in; see FAILED_PASSWORD_LIMIT. */
export const knownAddresses = sqliteTable("known_addresses", {
  address: text("address").primaryKey(),
  lastAtMs: integer("last_at_ms").notNull(),
});

/** What the person agreed to or took back; rows are only ever added, the newest of a kind counts. */
export const consents = sqliteTable("consents", {
  id: integer("id").primaryKey(),
  /** `terms`, `privacy` or `product_notices`. */
  kind: text("kind").notNull(),
  /** Of the text that was agreed to; null where there is no text. */
  version: text("version"),
  given: integer("given", { mode: "boolean" }).notNull(),
  atMs: integer("at_ms").notNull(),
  address: text("address").notNull(),
});

/** One row with the id 1 after the person was deleted, until nothing at all is left. */
export const erasure = sqliteTable("erasure", {
  id: integer("id").primaryKey(),
  userId: text("user_id").notNull(),
  atMs: integer("at_ms").notNull(),
  /** The tenants were told once more, for what was still on its way to them. */
  toldAgain: integer("told_again", { mode: "boolean" }).notNull(),
});

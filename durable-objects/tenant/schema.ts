import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { metricCounters } from "../shared/counters-schema.ts";
export { feedHolds } from "../shared/feed-holds-schema.ts";
export { outbox } from "../shared/outbox-schema.ts";
export { rates } from "../shared/rates-schema.ts";
export * from "./audit-schema.ts";
export * from "./emergency/schema.ts";
export * from "./notices/schema.ts";
export * from "./retention-schema.ts";
export * from "./security-schema.ts";

/** The strategies and trading accounts of the tenant; their ids say which is which. */
export const resources = sqliteTable("resources", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Which resource a creating request with an `Idempotency-Key` made, or was about to make. */
export const idempotencyKeys = sqliteTable("idempotency_keys", {
  key: text("key").primaryKey(),
  /** Hex SHA-256 of what was asked for: the same key must always ask for the same. */
  requestHash: text("request_hash").notNull(),
  resourceId: text("resource_id").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Who belongs to the tenant, and as what; those who were removed stay, for their version. */
export const members = sqliteTable("members", {
  userId: text("user_id").primaryKey(),
  email: text("email").notNull(),
  /** Null: removed. */
  role: text("role"),
  /** JSON array of trading account ids; null: all of them. */
  accounts: text("accounts"),
  /** Rises with every change, so that the user's object knows the newest. */
  version: integer("version").notNull(),
  /** Until then the member may be about to delete themselves, and does not count as an owner; null: is not. */
  leavingUntilMs: integer("leaving_until_ms"),
  addedAtMs: integer("added_at_ms").notNull(),
  /** Null: not locked. A lock whose end has come is none any more. */
  lockedAtMs: integer("locked_at_ms"),
  /** Null: until somebody unlocks. */
  lockedUntilMs: integer("locked_until_ms"),
  lockReason: text("lock_reason"),
  lockedBy: text("locked_by"),
});

/** Access keys and invitations: each good for one sign-up. */
export const invites = sqliteTable("invites", {
  id: text("id").primaryKey(),
  /** Hex SHA-256 of the key. */
  hash: text("hash").notNull().unique(),
  /** Only for this address; null: for anybody who has the key. */
  email: text("email"),
  role: text("role").notNull(),
  accounts: text("accounts"),
  createdBy: text("created_by").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  usedBy: text("used_by"),
  usedAtMs: integer("used_at_ms"),
});

/** The code that claimed the deployment, once it was used. */
export const claims = sqliteTable("claims", {
  hash: text("hash").primaryKey(),
  usedBy: text("used_by").notNull(),
  usedAtMs: integer("used_at_ms").notNull(),
});

/** The origins whose pages may call with bearer tokens of the tenant. */
export const webOrigins = sqliteTable("web_origins", { origin: text("origin").primaryKey() });

export const apiTokens = sqliteTable("api_tokens", {
  id: text("id").primaryKey(),
  /** Hex SHA-256 of the token. */
  hash: text("hash").notNull().unique(),
  name: text("name").notNull(),
  /** The first characters of the token, to recognise it by. */
  prefix: text("prefix").notNull(),
  /** JSON arrays; accounts and addresses null: all of them. */
  scopes: text("scopes").notNull(),
  accounts: text("accounts"),
  addresses: text("addresses"),
  createdBy: text("created_by").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
  lastUsedAtMs: integer("last_used_at_ms"),
  lastAddress: text("last_address"),
});

/** The limits that the tenant has set; one row with the id 1. Null: the usual. */
export const tenantLimits = sqliteTable("tenant_limits", {
  id: integer("id").primaryKey(),
  personCalls: integer("person_calls"),
  personTrades: integer("person_trades"),
  programCalls: integer("program_calls"),
  programTrades: integer("program_trades"),
});

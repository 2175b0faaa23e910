import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { addressAllowed } from "../../src/domain/access/address.ts";
import { CALL_LIMIT, TRADE_LIMIT } from "../../src/domain/access/limits.ts";
import { type Scope, scopeSchema } from "../../src/domain/access/roles.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { FeedHolds } from "../shared/feed-holds.ts";
import type { Rates } from "../shared/rates.ts";
import type { LimitView } from "../user/gate.ts";
import type { Outcome } from "../user/parts.ts";
import { rateLimited } from "../user/refusals.ts";
import { readAccounts, type TenantDatabase, writeList } from "./parts.ts";
import type * as schema from "./schema.ts";
import { apiTokens } from "./schema.ts";

export interface NewApiToken {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** Null: all of the tenant's. */
  readonly accounts: readonly string[] | null;
  /** Rules as of `addressAllowed`; null: from anywhere. */
  readonly addresses: readonly string[] | null;
  readonly createdBy: string;
  readonly expiresAtMs: number;
}

/** A token as its tenant lists it; never the token itself. */
export interface ApiTokenView extends Omit<NewApiToken, "hash"> {
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly lastAddress: string | null;
}

/** One request that came with an API token. */
export interface TokenPassage {
  readonly hash: string;
  readonly address: string | null;
  readonly trade: boolean;
}

export interface PassedToken {
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
  readonly accounts: readonly string[] | null;
  readonly calls: LimitView;
}

/** What a token may see in a feed, and when to ask again. */
export interface TokenFeedRights {
  readonly scopes: readonly Scope[];
  readonly accounts: readonly string[] | null;
  readonly endsAtMs: number;
}

function tokenHolder(id: string): string {
  return `token ${id}`;
}

type Row = typeof apiTokens.$inferSelect;

const scopesSchema = z.array(scopeSchema);
const addressesSchema = z.array(z.string());
/** The time of last use is shown, not judged by, so it need not be exact. */
const USED_EVERY_MS = 60_000;

const invalidToken = refusal("invalid_token", "This API token is not known here.");

/** The tenant's keys for programs. */
export class ApiTokens {
  readonly #db: TenantDatabase;
  readonly #rates: Rates<typeof schema>;
  readonly #feeds: Pick<FeedHolds<typeof schema>, "add" | "tell">;

  constructor(
    db: TenantDatabase,
    rates: Rates<typeof schema>,
    feeds: Pick<FeedHolds<typeof schema>, "add" | "tell">,
  ) {
    this.#db = db;
    this.#rates = rates;
    this.#feeds = feeds;
  }

  make(token: NewApiToken, nowMs: number): ApiTokenView {
    const row: Row = {
      ...token,
      scopes: JSON.stringify(token.scopes),
      accounts: writeList(token.accounts),
      addresses: writeList(token.addresses),
      createdAtMs: nowMs,
      revokedAtMs: null,
      lastUsedAtMs: null,
      lastAddress: null,
    };
    this.#db.insert(apiTokens).values(row).run();
    return viewOf(row);
  }

  list(): ApiTokenView[] {
    return this.#db.select().from(apiTokens).orderBy(desc(apiTokens.createdAtMs)).all().map(viewOf);
  }

  /** True when it was good; from the next call on it is not. */
  revoke(id: string, nowMs: number): boolean {
    const revoked = this.#db
      .update(apiTokens)
      .set({ revokedAtMs: nowMs })
      .where(and(eq(apiTokens.id, id), isNull(apiTokens.revokedAtMs)));
    const done = revoked.returning({ id: apiTokens.id }).all().length === 1;
    if (done) this.#feeds.tell(tokenHolder(id), "sessionEnded");
    return done;
  }

  /** Notes that a feed holds a socket of a token, and says what that token may see; as `User.holdFeed`. */
  holdFeed(id: string, feed: string, nowMs: number): Outcome<TokenFeedRights> {
    const row = this.#db.select().from(apiTokens).where(eq(apiTokens.id, id)).get();
    if (row === undefined || row.revokedAtMs !== null || row.expiresAtMs <= nowMs)
      return err({ refusal: invalidToken });
    this.#feeds.add(tokenHolder(id), feed);
    const { scopes, accounts, expiresAtMs: endsAtMs } = viewOf(row);
    return ok({ scopes, accounts, endsAtMs });
  }

  /** The one call that every request with an API token makes: token, address, limits. */
  pass({ hash, address, trade }: TokenPassage, nowMs: number): Outcome<PassedToken> {
    const row = this.#db.select().from(apiTokens).where(eq(apiTokens.hash, hash)).get();
    if (row === undefined || row.revokedAtMs !== null || row.expiresAtMs <= nowMs) {
      return err({ refusal: invalidToken, failedLogin: true });
    }
    const { addresses, scopes, accounts } = viewOf(row);
    if (addresses !== null && !addressAllowed(address, addresses)) {
      return err({
        refusal: refusal("address_not_allowed", "This API token is not good from this address."),
      });
    }
    const calls = this.#rates.count(`calls:${row.id}`, CALL_LIMIT, nowMs);
    if (!calls.allowed) return err(rateLimited("calls", calls.retryAfterMs));
    if (trade) {
      const trades = this.#rates.count(`trades:${row.id}`, TRADE_LIMIT, nowMs);
      if (!trades.allowed) return err(rateLimited("trades", trades.retryAfterMs));
    }
    if (nowMs - (row.lastUsedAtMs ?? 0) >= USED_EVERY_MS || row.lastAddress !== address) {
      const used = { lastUsedAtMs: nowMs, lastAddress: address };
      this.#db.update(apiTokens).set(used).where(eq(apiTokens.id, row.id)).run();
    }
    const view = { limit: CALL_LIMIT.limit, remaining: calls.remaining, windowMs: CALL_LIMIT.windowMs };
    return ok({ tokenId: row.id, scopes, accounts, calls: view });
  }
}

function viewOf({ hash: _, ...row }: Row): ApiTokenView {
  return {
    ...row,
    scopes: scopesSchema.parse(JSON.parse(row.scopes)),
    accounts: readAccounts(row.accounts),
    addresses: row.addresses === null ? null : addressesSchema.parse(JSON.parse(row.addresses)),
  };
}

import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { addressAllowed } from "../../src/domain/access/address.ts";
import type { AuthTime } from "../../src/domain/access/auth-time.ts";
import { CALL_LIMIT, SCRAPE_LIMIT, TRADE_LIMIT } from "../../src/domain/access/limits.ts";
import { isScrapeOnly, type Scope, scopeSchema } from "../../src/domain/access/roles.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Rates } from "../shared/rates.ts";
import type { LimitView } from "../user/gate.ts";
import type { Outcome } from "../user/parts.ts";
import { originNotAllowed, rateLimited } from "../user/refusals.ts";
import { readAccounts, type TenantDatabase, writeList } from "./parts.ts";
import type * as schema from "./schema.ts";
import { apiTokens } from "./schema.ts";
import type { WebOrigins } from "./web-origins.ts";

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
  /** How long earlier answers took, as the Worker measured it. */
  readonly times?: readonly AuthTime[];
  /** The origin of the page whose program calls; absent when it is our own page or no browser. */
  readonly origin?: string;
}

export interface PassedToken {
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
  readonly accounts: readonly string[] | null;
  readonly calls: LimitView;
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
  readonly #origins: Pick<WebOrigins, "allows">;

  constructor(db: TenantDatabase, rates: Rates<typeof schema>, origins: Pick<WebOrigins, "allows">) {
    this.#db = db;
    this.#rates = rates;
    this.#origins = origins;
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
    return revoked.returning({ id: apiTokens.id }).all().length === 1;
  }

  /** The one call that every request with an API token makes: token, address, limits, origin. */
  pass(passage: TokenPassage, nowMs: number): Outcome<PassedToken> {
    const judged = this.#judge(passage, nowMs);
    if (judged.ok || passage.origin === undefined) return judged;
    // So that a program in a browser can read why it is refused.
    return this.#origins.allows(passage.origin) ? err({ ...judged.error, originAllowed: true }) : judged;
  }

  #judge({ hash, address, trade, origin }: TokenPassage, nowMs: number): Outcome<PassedToken> {
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
    const limit = isScrapeOnly(scopes) ? SCRAPE_LIMIT : CALL_LIMIT;
    const calls = this.#rates.count(`calls:${row.id}`, limit, nowMs);
    if (!calls.allowed) return err(rateLimited("calls", calls.retryAfterMs));
    if (origin !== undefined && !this.#origins.allows(origin)) return err({ refusal: originNotAllowed });
    if (trade) {
      const trades = this.#rates.count(`trades:${row.id}`, TRADE_LIMIT, nowMs);
      if (!trades.allowed) return err(rateLimited("trades", trades.retryAfterMs));
    }
    if (nowMs - (row.lastUsedAtMs ?? 0) >= USED_EVERY_MS || row.lastAddress !== address) {
      const used = { lastUsedAtMs: nowMs, lastAddress: address };
      this.#db.update(apiTokens).set(used).where(eq(apiTokens.id, row.id)).run();
    }
    const view = { limit: limit.limit, remaining: calls.remaining, windowMs: limit.windowMs };
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

import { and, desc, eq, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import { addressAllowed } from "../../src/domain/access/address.ts";
import type { AuthTime } from "../../src/domain/access/auth-time.ts";
import { judgeRoute } from "../../src/domain/access/judge-route.ts";
import { type LimitView, limitView } from "../../src/domain/access/limit-view.ts";
import { type RateLimit, SCRAPE_LIMIT } from "../../src/domain/access/limits.ts";
import { isScrapeOnly, type Scope, scopeSchema } from "../../src/domain/access/roles.ts";
import { type MatchedRow, routeName } from "../../src/domain/access/route-permissions.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Refused } from "../shared/door-watch.ts";
import type { FeedHolds } from "../shared/feed-holds.ts";
import type { Rates } from "../shared/rates.ts";
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
  /** The row of the route; null when there is no such route. */
  readonly matched: MatchedRow | null;
  /** How long earlier answers took, as the Worker measured it. */
  readonly times?: readonly AuthTime[];
  /** The origin of the page whose program calls; absent when it is our own page or no browser. */
  readonly origin?: string;
}

export interface PassedToken {
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
  readonly accounts: readonly string[] | null;
  readonly limits: readonly LimitView[];
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

const MOST_KNOWN = 1_000;

/** A token as its row was read; nobody else writes to the table, so it need not be read again. */
interface KnownToken {
  row: Row;
  readonly view: ApiTokenView;
}

const invalidToken = refusal("invalid_token", "This API token is not known here.");

/** The tenant's keys for programs. */
export class ApiTokens {
  readonly #db: TenantDatabase;
  readonly #byHash;
  readonly #known = new Map<string, KnownToken>();
  readonly #rates: Rates<typeof schema>;
  readonly #limits: () => { readonly calls: RateLimit; readonly trades: RateLimit };
  readonly #refused: (refused: Refused, nowMs: number) => void;
  readonly #origins: Pick<WebOrigins, "allows">;
  readonly #feeds: Pick<FeedHolds<typeof schema>, "add" | "tell">;

  /** `limits` are those of each token by itself; `refused` is told of every request that may not pass. */
  constructor(
    db: TenantDatabase,
    rates: Rates<typeof schema>,
    limits: () => { readonly calls: RateLimit; readonly trades: RateLimit },
    refused: (refused: Refused, nowMs: number) => void,
    origins: Pick<WebOrigins, "allows">,
    feeds: Pick<FeedHolds<typeof schema>, "add" | "tell">,
  ) {
    this.#db = db;
    // Prepared: it runs for every request with an API token.
    this.#byHash = db
      .select()
      .from(apiTokens)
      .where(eq(apiTokens.hash, sql.placeholder("hash")))
      .prepare();
    this.#rates = rates;
    this.#origins = origins;
    this.#limits = limits;
    this.#refused = refused;
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
    this.#known.clear();
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

  /** The one call that every request with an API token makes: token, address, limits, origin, scopes. */
  pass(passage: TokenPassage, nowMs: number): Outcome<PassedToken> {
    const token = this.#find(passage.hash);
    const passed = this.#judge(token, passage, nowMs);
    if (passed.ok) return passed;
    const { address, matched } = passage;
    const who = { kind: "token", id: token?.row.id, name: token?.row.name, address } as const;
    const { code } = passed.error.refusal;
    this.#refused({ action: "access.refused", code, who, after: { route: routeName(matched) } }, nowMs);
    const { origin } = passage;
    // So that a program in a browser can read why it is refused.
    const readable = origin !== undefined && this.#origins.allows(origin);
    return readable ? err({ ...passed.error, originAllowed: true }) : passed;
  }

  #find(hash: string): KnownToken | undefined {
    const known = this.#known.get(hash);
    if (known !== undefined) return known;
    const row = this.#byHash.get({ hash });
    if (row === undefined) return undefined;
    const made = { row, view: viewOf(row) };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(hash, made);
    return made;
  }

  #judge(
    token: KnownToken | undefined,
    { address, matched, origin }: TokenPassage,
    nowMs: number,
  ): Outcome<PassedToken> {
    if (token === undefined || token.row.revokedAtMs !== null || token.row.expiresAtMs <= nowMs) {
      return err({ refusal: invalidToken, failedLogin: true });
    }
    const { row } = token;
    const { addresses, scopes, accounts } = token.view;
    if (addresses !== null && !addressAllowed(address, addresses)) {
      return err({
        refusal: refusal("address_not_allowed", "This API token is not good from this address."),
      });
    }
    const limits = this.#limits();
    const callLimit = isScrapeOnly(scopes) ? SCRAPE_LIMIT : limits.calls;
    const calls = this.#rates.count(`calls:${row.id}`, callLimit, nowMs);
    const views = [limitView("calls", callLimit, calls)];
    if (!calls.allowed) return err(rateLimited("calls", calls.retryAfterMs, views));
    if (origin !== undefined && !this.#origins.allows(origin)) {
      return err({ refusal: originNotAllowed, limits: views });
    }
    const forbidden = matched === null ? null : judgeRoute({ role: "api", scopes, accounts }, false, matched);
    if (forbidden !== null) return err({ refusal: forbidden, limits: views });
    if (matched?.row.needs === "trade") {
      const trades = this.#rates.count(`trades:${row.id}`, limits.trades, nowMs);
      views.push(limitView("trades", limits.trades, trades));
      if (!trades.allowed) return err(rateLimited("trades", trades.retryAfterMs, views));
    }
    if (nowMs - (row.lastUsedAtMs ?? 0) >= USED_EVERY_MS || row.lastAddress !== address) {
      const used = { lastUsedAtMs: nowMs, lastAddress: address };
      this.#db.update(apiTokens).set(used).where(eq(apiTokens.id, row.id)).run();
      token.row = { ...row, ...used };
    }
    return ok({ tokenId: row.id, scopes, accounts, limits: views });
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

import type { AddressGuard } from "../durable-objects/address-guard/index.ts";
import type { Feed } from "../durable-objects/feed/index.ts";
import type { Strategy } from "../durable-objects/strategy/index.ts";
import type { Tenant } from "../durable-objects/tenant/index.ts";
import type { TradingAccount } from "../durable-objects/trading-account/index.ts";
import type { User } from "../durable-objects/user/index.ts";

/** The Worker's bindings; the same names in wrangler.toml and in the generated workerd configuration. */
export interface Env {
  readonly ADDRESS_GUARD: DurableObjectNamespace<AddressGuard>;
  readonly FEED: DurableObjectNamespace<Feed>;
  readonly STRATEGY: DurableObjectNamespace<Strategy>;
  readonly TENANT: DurableObjectNamespace<Tenant>;
  readonly TRADING_ACCOUNT: DurableObjectNamespace<TradingAccount>;
  readonly USER: DurableObjectNamespace<User>;
  /**
   * A JSON array of private Ed25519 JWKs, each with a `kid`; orders are signed with the last one.
   * A secret: agents execute what these keys sign.
   */
  readonly GATEWAY_KEYS: string;
  /**
   * A JSON array of private Ed25519 JWKs, each with a `kid`: the gateway's own access tokens are signed with
   * the last one and accepted from all of them. Other keys than GATEWAY_KEYS: what opens the API must not be
   * able to order an agent.
   */
  readonly AUTH_KEYS: string;
  /** A JSON array of AES-256 keys for secrets at rest, the newest last; see durable-objects/shared/vault.ts. */
  readonly VAULT_KEYS: string;
  /**
   * 32 bytes in base64url under which the ids of people are derived from their addresses. It is never turned:
   * with another one nobody's login finds their object.
   */
  readonly USER_ID_KEY: string;
  /** Where signed heads of the audit chains go for tenants that ask for it; optional. */
  readonly AUDIT_BUCKET?: R2Bucket;
  /** The files of the trading desk, as web/ was built. */
  readonly ASSETS: Fetcher;
  /** Hex SHA-256 of the bootstrap API token, for the scripts of an installation. */
  readonly BOOTSTRAP_TOKEN_SHA256: string;
  /** Hex SHA-256 of the code (sp_clm_…) that claims the deployment, once. */
  readonly CLAIM_CODE_SHA256: string;
  /**
   * How short and how long tenants may have things kept, as JSON; see src/domain/retention/periods.ts. Absent: the
   * limits there.
   */
  readonly RETENTION_LIMITS?: string;
  /** The versions of the terms and of the privacy notice that people agree to when they sign up; absent: none. */
  readonly TERMS_VERSION?: string;
  readonly PRIVACY_VERSION?: string;
  /** The origin that browsers see, e.g. `https://gateway.example`; empty: that of each request's URL. */
  readonly PUBLIC_ORIGIN: string;
  /** `allowed`: tenants may name `http://localhost:PORT` as an origin of web programs, for development. */
  readonly LOCAL_ORIGINS: string;
  /** A range service for breached passwords, with its last slash; empty: none is asked. */
  readonly PASSWORD_RANGE_URL: string;
  /** Who sends mail: `resend`, `postmark` or `sendgrid`; empty or absent: no mail is sent. */
  readonly MAIL_PROVIDER?: string;
  /** The key for that provider; a secret. */
  readonly MAIL_KEY?: string;
  /** The sender of mails, which the provider must have verified, e.g. `Sallyport <notices@example.com>`. */
  readonly MAIL_FROM?: string;
  /** The most calls a minute and trades a second that a tenant may allow a person or an API token. */
  readonly LIMIT_CALLS_PER_MINUTE: string;
  readonly LIMIT_TRADES_PER_SECOND: string;
  /** What one address may do at feeds, and readers of one feed's object; see src/domain/access/operator-limits.ts. */
  readonly LIMIT_SOCKETS_PER_ADDRESS: string;
  readonly LIMIT_RECONNECTS_PER_10S: string;
  readonly LIMIT_SOCKET_MESSAGES_PER_SECOND: string;
  readonly FEED_READERS_PER_SHARD: string;
  /**
   * The network's own counters, a shield in front of the exact limits: they are cheap, approximate, and of one
   * location each. Absent on one machine. See src/middleware/shield.ts.
   */
  readonly HOOK_SHIELD?: RateLimit;
  readonly AUTH_SHIELD?: RateLimit;
  /**
   * Where the client's address comes from: `cloudflare` (CF-Connecting-IP), `peer` (plain workerd), or
   * `header:NAME` for an operator's own proxy. Any other source could be forged by the client.
   */
  readonly CLIENT_ADDRESS: string;
}

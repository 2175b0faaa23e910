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
  /** Where signed heads of the audit chains go for tenants that ask for it; optional. */
  readonly AUDIT_BUCKET?: R2Bucket;
  /** Hex SHA-256 of the bootstrap API token, for the scripts of an installation. */
  readonly BOOTSTRAP_TOKEN_SHA256: string;
  /** Hex SHA-256 of the code (sp_clm_…) that claims the deployment, once. */
  readonly CLAIM_CODE_SHA256: string;
  /** The origin that browsers see, e.g. `https://gateway.example`; empty: that of each request's URL. */
  readonly PUBLIC_ORIGIN: string;
  /** A range service for breached passwords, with its last slash; empty: none is asked. */
  readonly PASSWORD_RANGE_URL: string;
  /**
   * Where the client's address comes from: `cloudflare` (CF-Connecting-IP), `peer` (plain workerd), or
   * `header:NAME` for an operator's own proxy. Any other source could be forged by the client.
   */
  readonly CLIENT_ADDRESS: string;
}

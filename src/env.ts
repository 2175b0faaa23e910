import type { Strategy } from "../durable-objects/strategy/index.ts";
import type { Tenant } from "../durable-objects/tenant/index.ts";
import type { TradingAccount } from "../durable-objects/trading-account/index.ts";

/** The Worker's bindings; the same names in wrangler.toml and in the generated workerd configuration. */
export interface Env {
  readonly STRATEGY: DurableObjectNamespace<Strategy>;
  readonly TENANT: DurableObjectNamespace<Tenant>;
  readonly TRADING_ACCOUNT: DurableObjectNamespace<TradingAccount>;
  /**
   * A JSON array of private Ed25519 JWKs, each with a `kid`; orders are signed with the last one.
   * A secret: agents execute what these keys sign.
   */
  readonly GATEWAY_KEYS: string;
  /**
   * A JSON array of AES-256 keys `{id, key}`, the key in base64url; secrets are stored under the last one and
   * opened with the one that they name. A secret.
   */
  readonly VAULT_KEYS: string;
  /** Where signed heads of the audit chains go for tenants that ask for it; optional. */
  readonly AUDIT_BUCKET?: R2Bucket;
  /** Hex SHA-256 of the bootstrap API token, the only key until members exist. */
  readonly BOOTSTRAP_TOKEN_SHA256: string;
  /**
   * Where the client's address comes from: `cloudflare` (CF-Connecting-IP), `peer` (plain workerd), or
   * `header:NAME` for an operator's own proxy. Any other source could be forged by the client.
   */
  readonly CLIENT_ADDRESS: string;
}

import {
  makeClaimCode,
  makeOwnerToken,
  makeSigningKeys,
  makeUserIdKey,
  makeVaultKeys,
  tokenHash,
} from "../../scripts/lib/secrets.ts";

const token = makeOwnerToken(Date.now());
const claimCode = makeClaimCode(token);

/** Bindings of the worker tests; read them from `env` of `cloudflare:workers`. Made anew for each run. */
export const testBindings = {
  GATEWAY_KEYS: makeSigningKeys(Date.now()),
  BOOTSTRAP_TOKEN_SHA256: tokenHash(token),
  AUTH_KEYS: makeSigningKeys(Date.now()),
  VAULT_KEYS: JSON.stringify([
    ...JSON.parse(makeVaultKeys(Date.now())),
    ...JSON.parse(makeVaultKeys(Date.now())),
  ]),
  USER_ID_KEY: makeUserIdKey(),
  CLAIM_CODE_SHA256: tokenHash(claimCode),
  CLIENT_ADDRESS: "cloudflare",
  /** Above the design's defaults, so that a tenant has something to raise to. */
  LIMIT_CALLS_PER_MINUTE: "150",
  LIMIT_TRADES_PER_SECOND: "8",
  /** The bootstrap token itself; only tests have it. */
  TEST_TOKEN: token,
  TEST_CLAIM_CODE: claimCode,
  /** Of what is random in a test; printed, and repeated with SEED=... before the command. */
  TEST_SEED: process.env["SEED"] ?? String(Date.now() % 1_000_000),
};

import { makeGatewayKeys, makeOwnerToken, makeVaultKeys, tokenHash } from "../../scripts/lib/secrets.ts";

const token = makeOwnerToken(Date.now());
const [olderKey, newestKey] = [JSON.parse(makeVaultKeys(Date.now())), JSON.parse(makeVaultKeys(Date.now()))];

/** Bindings of the worker tests; read them from `env` of `cloudflare:workers`. Made anew for each run. */
export const testBindings = {
  GATEWAY_KEYS: makeGatewayKeys(Date.now()),
  /** Two keys, as while one replaces the other. */
  VAULT_KEYS: JSON.stringify([...olderKey, ...newestKey]),
  BOOTSTRAP_TOKEN_SHA256: tokenHash(token),
  CLIENT_ADDRESS: "cloudflare",
  /** The bootstrap token itself; only tests have it. */
  TEST_TOKEN: token,
};

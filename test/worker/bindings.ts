import { makeGatewayKeys, makeOwnerToken, makeRingKey, tokenHash } from "../../scripts/lib/secrets.ts";

const token = makeOwnerToken(Date.now());

/** Bindings of the worker tests; read them from `env` of `cloudflare:workers`. Made anew for each run. */
export const testBindings = {
  GATEWAY_KEYS: makeGatewayKeys(Date.now()),
  /** Two keys, as while one replaces the other. */
  KEY_RING: JSON.stringify([makeRingKey(Date.now()), makeRingKey(Date.now())]),
  BOOTSTRAP_TOKEN_SHA256: tokenHash(token),
  CLIENT_ADDRESS: "cloudflare",
  /** The bootstrap token itself; only tests have it. */
  TEST_TOKEN: token,
};

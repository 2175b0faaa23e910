import { existsSync, mkdirSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { makeGatewayKeys, makeOwnerToken, makeVaultKeys, tokenHash } from "./lib/secrets.ts";
import { writePrivately } from "./start/private-file.ts";

/**
 * `npm run keys [-- FILE]`: makes the secrets of a deploy to the network. The file is for wrangler; the
 * token is shown once and kept nowhere, because the gateway is given only its hash.
 */
const file = resolve(process.argv[2] ?? ".sallyport/network-secrets.json");
const shown = relative(process.cwd(), file);

if (existsSync(file)) {
  console.error(`${shown} exists already. Whoever replaces these keys must pair every agent again.`);
  process.exit(1);
}

const now = Date.now();
const token = makeOwnerToken(now);
const secrets = {
  GATEWAY_KEYS: makeGatewayKeys(now),
  VAULT_KEYS: makeVaultKeys(now),
  BOOTSTRAP_TOKEN_SHA256: tokenHash(token),
};
mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
writePrivately(file, `${JSON.stringify(secrets, null, 2)}\n`);

console.log(`${shown} holds the gateway's signing key, the key that its secrets are stored under, and the hash of the API token.

  API token, shown only now:  ${token}

Deploy with them, then keep the file where you keep passwords, or delete it:

  npx wrangler deploy --secrets-file ${shown}`);

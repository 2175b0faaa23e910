import { existsSync, mkdirSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import {
  makeClaimCode,
  makeOwnerToken,
  makeSigningKeys,
  makeUserIdKey,
  makeVaultKeys,
  tokenHash,
} from "./lib/secrets.ts";
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
const claimCode = makeClaimCode(token);
const secrets = {
  GATEWAY_KEYS: makeSigningKeys(now),
  AUTH_KEYS: makeSigningKeys(now),
  VAULT_KEYS: makeVaultKeys(now),
  USER_ID_KEY: makeUserIdKey(),
  BOOTSTRAP_TOKEN_SHA256: tokenHash(token),
  CLAIM_CODE_SHA256: tokenHash(claimCode),
};
mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
writePrivately(file, `${JSON.stringify(secrets, null, 2)}\n`);

console.log(`${shown} holds the gateway's signing keys and the hashes of the API token and the claim code.

  API token, shown only now:   ${token}
  claim code, shown only now:  ${claimCode}

Whoever has the claim code becomes the first owner: POST /api/auth/claim with code, email and password.

Deploy with them, then keep the file where you keep passwords, or delete it:

  npx wrangler deploy --secrets-file ${shown}`);

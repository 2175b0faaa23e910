import { resolve } from "node:path";
import { z } from "zod";
import { turnedKeys } from "./lib/secrets.ts";
import { readJsonIfThere, writePrivately } from "./start/private-file.ts";

/**
 * `npm run keys:rotate [-- FILE]`: puts a new key beside the newest one of access tokens and of secrets at rest,
 * in the secrets of `npm start` or in the file that `npm run keys` made. Tokens of the key before stay good, and
 * what was sealed with older keys can still be opened. The keys that agents pinned are left alone.
 */
const file = resolve(process.argv[2] ?? ".sallyport/secrets.json");
const secrets = readJsonIfThere(file, z.record(z.string(), z.string()));
if (secrets === undefined) {
  console.error(`${file} is not there. Name the file that holds the secrets.`);
  process.exit(1);
}
const turned = turnedKeys(secrets, Date.now());
writePrivately(file, `${JSON.stringify(turned, null, 2)}\n`);
console.log(`${file} has new keys. They are in use once the gateway is started, or deployed, with it.`);

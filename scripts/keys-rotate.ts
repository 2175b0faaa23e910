import { existsSync, readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { turnedKeys } from "./lib/secrets.ts";
import { rewrapAll } from "./rotate/rewrap.ts";
import { readVaultFile, withoutOldKeys } from "./rotate/vault-file.ts";
import { apiClient } from "./start/api.ts";
import { writePrivately } from "./start/private-file.ts";

/**
 * `npm run keys:rotate -- add|rewrap|drop`: replaces the key under which secrets are stored. Three steps, because the
 * gateway must run with both keys in between: `add` puts a new key into the file of secrets; after a restart or
 * a deploy with it, `rewrap` seals everything anew; `drop` takes the old key out of the file.
 */
const USAGE = `Usage: npm run keys:rotate -- add|rewrap|drop [--file FILE] [--url URL]

  add     puts a new key into FILE; restart or deploy with it
  rewrap  has the gateway at URL seal the tenant's secrets under the new key (token from SALLYPORT_TOKEN, or FILE)
  drop    takes the old key out of FILE; restart or deploy with it

FILE is .sallyport/secrets.json or else .sallyport/network-secrets.json, URL is http://127.0.0.1:8787.`;

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}

/** What keeps a step from being done is said in one line; the file is as it was. */
function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return fail(`${shown}: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { file: { type: "string" }, url: { type: "string", default: "http://127.0.0.1:8787" } },
});
const [step, ...more] = positionals;
if (more.length > 0 || (step !== "add" && step !== "rewrap" && step !== "drop")) fail(USAGE);

const candidates =
  values.file === undefined ? [".sallyport/secrets.json", ".sallyport/network-secrets.json"] : [values.file];
const file = candidates.map((path) => resolve(path)).find((path) => existsSync(path));
if (file === undefined) fail(`There is no ${candidates.join(" and no ")}.`);
const shown = relative(process.cwd(), file);
const text = readFileSync(file, "utf8");

if (step === "add") {
  const turned = orFail(() =>
    turnedKeys(z.record(z.string(), z.string()).parse(JSON.parse(text)), Date.now()),
  );
  writePrivately(file, `${JSON.stringify(turned, null, 2)}\n`);
  console.log(
    `${shown} has a new key. Restart (npm start) or deploy with it, then: npm run keys:rotate -- rewrap`,
  );
} else if (step === "rewrap") {
  const token = process.env["SALLYPORT_TOKEN"] ?? readVaultFile(text).token;
  if (token === null) fail("Set SALLYPORT_TOKEN to an API token of the tenant.");
  const { rewrapped, failed } = await rewrapAll(apiClient(values.url, token));
  console.log(`${rewrapped} secrets were sealed under the new key.`);
  if (failed.length > 0) fail(`These could not be: ${failed.join(", ")}. The old key must stay.`);
  console.log("When every tenant of the deployment says so: npm run keys:rotate -- drop");
} else {
  writePrivately(
    file,
    orFail(() => withoutOldKeys(text)),
  );
  console.log(`${shown} has only the newest key. Restart (npm start) or deploy with it.`);
}

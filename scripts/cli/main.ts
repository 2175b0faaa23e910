import { parseArgs } from "node:util";
import { verifyAuditFile } from "./verify-audit.ts";

const USAGE = `Usage: sallyport verify-audit FILE [--keys FILE] [--heads FILE]

Checks an export of the audit log (GET /security/audit-log/export) without any network, and names the first link
that is broken. --keys: the gateway's public keys, as a JWK set or a list of JWKs, kept apart from the export.
--heads: signed heads that were kept elsewhere, in any text, e.g. the bodies that the webhook received.
Exit code: 0 the chain holds, 1 it is broken, 2 nothing could be checked.`;

/** Runs one command; `args` without the program's own name. Resolves to the exit code. */
async function run(args: readonly string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const [command, file, ...more] = parsed.positionals;
  if (parsed.values.help === true) {
    console.log(USAGE);
    return 0;
  }
  if (command !== "verify-audit" || file === undefined || more.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const { exitCode, text } = await verifyAuditFile(file, {
    keysFile: parsed.values.keys ?? null,
    headsFile: parsed.values.heads ?? null,
  });
  if (exitCode === 0) console.log(text);
  else console.error(text);
  return exitCode;
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { keys: { type: "string" }, heads: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
}

process.exitCode = await run(process.argv.slice(2));

import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as z from "zod";
import { type ExportReport, publicJwkSchema, verifyExport } from "../../src/protocol/audit-export.ts";
import type { PublicJwk } from "../../src/protocol/compact-jws.ts";

/** Public keys as a JWK set (`/.well-known/jwks.json`), as a list of JWKs, or as one JWK. */
const keysFileSchema = z.union([
  z.array(publicJwkSchema),
  z.object({ keys: z.array(publicJwkSchema) }).transform(({ keys }) => keys),
  publicJwkSchema.transform((key) => [key]),
]);

export interface Verdict {
  /** 0: the chain holds. 1: it is broken. 2: nothing could be checked. */
  readonly exitCode: 0 | 1 | 2;
  readonly text: string;
}

/** Signed heads in whatever they were kept in: bodies of webhooks, other exports, plain lines. */
const JWS = /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** Beside the export, all kept elsewhere; null where there is none. */
export interface Kept {
  /** Public keys; without them those in the export are used. */
  readonly keysFile: string | null;
  readonly headsFile: string | null;
}

/** Checks the export in `file`, without any network. */
export async function verifyAuditFile(file: string, { keysFile, headsFile }: Kept): Promise<Verdict> {
  const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
  let keys: PublicJwk[] | null = null;
  let report: ExportReport;
  try {
    if (keysFile !== null) keys = keysFileSchema.parse(JSON.parse(readFileSync(keysFile, "utf8")));
    // Not `rl.on("line")` with CR handling of its own: `crlfDelay` makes CRLF one line end.
    const lines = createInterface({
      input: createReadStream(file, "utf8"),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    const heads = headsFile === null ? [] : (readFileSync(headsFile, "utf8").match(JWS) ?? []);
    report = await verifyExport(lines, keys, sha256, heads);
  } catch (error) {
    const why =
      error instanceof z.ZodError || error instanceof SyntaxError ? "it holds no public keys" : String(error);
    return {
      exitCode: 2,
      text: `Nothing was checked: ${keysFile !== null && keys === null ? keysFile : file}: ${why}`,
    };
  }
  return describe(report, keys !== null);
}

function describe(
  { fault, tenantId, first, last, entries, vouched, heads }: ExportReport,
  keysKnown: boolean,
): Verdict {
  if (fault !== null) {
    const where =
      fault.sequence === null ? `line ${fault.line}` : `entry ${fault.sequence} (line ${fault.line})`;
    return { exitCode: 1, text: `BROKEN at ${where}: ${fault.code}: ${fault.message}.` };
  }
  const head = heads.at(-1);
  const lines = [
    `The chain of ${tenantId} holds: ${entries} entries${entries === 0 ? "" : `, ${first} to ${last}`}.`,
  ];
  if (vouched) {
    lines.push(
      `It begins at entry ${first}; what came before was deleted, and a signed head vouches for that place.`,
    );
  } else if (first > 1) {
    lines.push(`It begins at entry ${first}; what came before is not in this file.`);
  }
  lines.push(
    head === undefined
      ? "No signed head covers it: whoever could write the file could have written all of it."
      : `${heads.length} signed heads hold, the last at entry ${head.sequence}, signed ${new Date(head.atMs).toISOString()}.`,
  );
  if (head !== undefined && !keysKnown) {
    lines.push(
      "The heads were checked with the keys in the file itself; give those of the gateway with --keys FILE.",
    );
  }
  return { exitCode: 0, text: lines.join("\n") };
}

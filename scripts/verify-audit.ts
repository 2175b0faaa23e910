import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { verifyChain } from "../src/domain/audit/chain.ts";
import { parsePlainJson } from "../src/domain/json/strict.ts";

/**
 * `npm run verify-audit -- FILE`: checks an export of `GET /security/audit-log/export` offline. Ends with status
 * 1 and the first broken link when the chain is not whole.
 */
const file = process.argv[2];
if (file === undefined) {
  console.error("usage: npm run verify-audit -- FILE");
  process.exit(2);
}

function* linksIn(text: string): Generator<unknown> {
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const plain = parsePlainJson(line);
    // What is no strict JSON is no entry either; the chain says where.
    yield plain.ok ? plain.value : null;
  }
}

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const verdict = verifyChain(sha256Hex, linksIn(readFileSync(file, "utf8")));
if (verdict.ok) {
  console.log(`the chain is whole: ${verdict.entries} entries, head ${verdict.head ?? "none"}`);
} else {
  console.error(`the chain is broken at entry ${verdict.at}: ${verdict.why}`);
  process.exitCode = 1;
}

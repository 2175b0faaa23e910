import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { GatewayKeys } from "../../durable-objects/trading-account/gateway-keys.ts";
import { chainOf, TENANT } from "../../src/domain/audit/audit-test-support.ts";
import { endLine, entryLine, exportLine, headLine } from "../../src/protocol/audit-export.ts";
import { signHead } from "../../src/protocol/audit-head.ts";
import { makeSigningKeys } from "../lib/secrets.ts";

const dir = mkdtempSync(join(tmpdir(), "sallyport-audit-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const keys = new GatewayKeys(makeSigningKeys(1_795_000_000_000));
let lines: string[];

beforeAll(async () => {
  const records = chainOf(
    [1, 2, 3].map((windowMs) => ({
      action: "strategy.settings_changed" as const,
      who: { kind: "bootstrap" as const },
      after: { windowMs },
    })),
  );
  const hash = records.at(-1)?.hash ?? "";
  const jws = await signHead(
    { tenantId: TENANT, sequence: 3, hash, atMs: 1_795_000_000_000 },
    await keys.signing(),
  );
  lines = [
    exportLine(TENANT, keys.publicKeys(), 1),
    ...records.map(entryLine),
    headLine(jws),
    endLine(3, 3, hash),
  ];
});

function run(...args: string[]): { status: number | null; out: string } {
  const program = join(import.meta.dirname, "sallyport.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  return { status, out: stdout + stderr };
}

function file(name: string, text: string): string {
  const path = join(dir, name);
  writeFileSync(path, text);
  return path;
}

test("verify-audit says of a good export what it covers, and whose keys it trusted", () => {
  const good = file("good.ndjson", `${lines.join("\n")}\n`);
  expect(run("verify-audit", good)).toMatchObject({ status: 0 });
  expect(run("verify-audit", good).out).toContain("3 entries, 1 to 3");
  expect(run("verify-audit", good).out).toContain("--keys FILE");
  const known = file("keys.json", JSON.stringify({ keys: keys.publicKeys() }));
  const verdict = run("verify-audit", good, "--keys", known);
  expect(verdict.status).toBe(0);
  expect(verdict.out).not.toContain("--keys FILE");
});

test("verify-audit names the first broken link and fails", () => {
  const bad = file("bad.ndjson", lines.join("\n").replace('"after":"2"', '"after":"7"'));
  expect(run("verify-audit", bad)).toEqual({
    status: 1,
    out: "BROKEN at entry 2 (line 3): entry_changed: its hash is not that of what it says.\n",
  });
});

test("verify-audit holds an export against heads that were kept elsewhere", () => {
  const shorter = [
    lines[0],
    lines[1],
    JSON.stringify({
      ...JSON.parse(lines[5] ?? ""),
      entries: 1,
      last: 1,
      hash: JSON.parse(lines[1] ?? "").hash,
    }),
  ];
  const cut = file("cut.ndjson", shorter.join("\n"));
  expect(run("verify-audit", cut).status).toBe(0);
  const heads = file("webhook.log", `POST /hook\n{"heads":[${lines[4]}]}`);
  expect(run("verify-audit", cut, "--heads", heads)).toMatchObject({ status: 1 });
  expect(run("verify-audit", cut, "--heads", heads).out).toContain("end_missing");
});

test("verify-audit checks nothing without a file, and says so", () => {
  expect(run("verify-audit")).toMatchObject({ status: 2 });
  expect(run("verify-audit", join(dir, "absent"))).toMatchObject({ status: 2 });
  const good = file("good.ndjson", lines.join("\n"));
  expect(run("verify-audit", good, "--keys", file("none.json", "{}"))).toMatchObject({ status: 2 });
});

test("verify-audit says that a signed head vouches for the beginning where the older part was deleted", async () => {
  const [begin = "", first = "{}", ...rest] = lines;
  const { hash } = z.object({ hash: z.string() }).parse(JSON.parse(first));
  const head = { tenantId: TENANT, sequence: 1, hash, atMs: 1_795_000_000_000 };
  const cut = headLine(await signHead(head, await keys.signing()));
  const last = z.object({ hash: z.string() }).parse(JSON.parse(rest[1] ?? "{}"));
  const left = [...rest.slice(0, -1), endLine(2, 3, last.hash)];
  const kept = run("verify-audit", file("cut.ndjson", [begin, cut, ...left].join("\n")));
  expect(kept).toMatchObject({ status: 0 });
  expect(kept.out).toMatch(/begins at entry 2; what came before was deleted, and a signed head vouches/);
  const bare = run("verify-audit", file("bare.ndjson", [begin, ...left].join("\n")));
  expect(bare.out).toMatch(/begins at entry 2; what came before is not in this file/);
});

import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { chainOf, sha256, TENANT } from "../domain/audit/audit-test-support.ts";
import { endLine, entryLine, exportLine, headLine, verifyExport } from "./audit-export.ts";
import { signHead } from "./audit-head.ts";
import { type PublicJwk, signCompact } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

async function makeKey(kid: string): Promise<{ signing: SigningKey; jwk: PublicJwk }> {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("Ed25519 gives a pair of keys");
  const { x } = z.object({ x: z.string() }).parse(await crypto.subtle.exportKey("jwk", pair.publicKey));
  return { signing: { kid, key: pair.privateKey }, jwk: { kid, kty: "OKP", crv: "Ed25519", x } };
}

const records = chainOf(
  Array.from({ length: 6 }, (_, n) => ({
    action: "strategy.settings_changed" as const,
    who: { kind: "person" as const, id: "usr_ONE", name: "ann@example.com", address: "203.0.113.7" },
    after: { windowMs: n },
  })),
);

let key: Awaited<ReturnType<typeof makeKey>>;
let lines: string[];

beforeAll(async () => {
  key = await makeKey("k1");
  lines = [exportLine(TENANT, [key.jwk], 1)];
  for (const record of records) {
    lines.push(entryLine(record));
    const { sequence } = record.entry;
    if (sequence % 2 === 0) {
      const head = { tenantId: TENANT, sequence, hash: record.hash, atMs: 1 };
      lines.push(headLine(await signHead(head, key.signing)));
    }
  }
  lines.push(endLine(records.length, records.length, records.at(-1)?.hash ?? ""));
});

/** Line 1 is the beginning; entries 1 to 6 are lines 2, 3, 5, 6, 8, 9 and heads 4, 7, 10. */
const LINE_OF_ENTRY_3 = 4;

describe("ASVS 16.4.2, 16.4.3: an export of the audit chain", () => {
  it("verifies as it was made, with the keys in it and with keys from elsewhere", async () => {
    for (const keys of [null, [key.jwk]]) {
      const report = await verifyExport(lines, keys, sha256);
      expect(report).toMatchObject({ fault: null, tenantId: TENANT, first: 1, last: 6, entries: 6 });
      expect(report.heads.map(({ sequence }) => sequence)).toEqual([2, 4, 6]);
    }
  });

  it("shows any character of any line that is another one", async () => {
    for (const [index, line] of lines.entries()) {
      // Every seventh character: each costs a whole verification.
      for (let at = index % 7; at < line.length; at += 7) {
        const character = line[at] === "0" ? "1" : "0";
        // What the first line says of itself is not signed; the reader has the keys from elsewhere.
        if (/^\{"type":"export"/.test(line) && /"(?:madeAtMs|x|kid)":"?[^"]*$/.test(line.slice(0, at)))
          continue;
        const forged = lines.with(index, line.slice(0, at) + character + line.slice(at + 1));
        const report = await verifyExport(forged, [key.jwk], sha256);
        expect(report.fault, `line ${index + 1} at ${at}: ${line.slice(at - 20, at + 20)}`).not.toBeNull();
        expect(report.fault?.line).toBeLessThanOrEqual(lines.length);
      }
    }
  });

  it("names the entry and the line at which it breaks", async () => {
    const line = lines[LINE_OF_ENTRY_3] ?? "";
    const forged = lines.with(LINE_OF_ENTRY_3, line.replace('"after":"2"', '"after":"9"'));
    expect((await verifyExport(forged, null, sha256)).fault).toMatchObject({
      code: "entry_changed",
      sequence: 3,
      line: 5,
    });
    expect((await verifyExport(lines.toSpliced(LINE_OF_ENTRY_3, 1), null, sha256)).fault).toMatchObject({
      code: "gap",
      sequence: 3,
      line: 5,
    });
    expect((await verifyExport(lines.with(LINE_OF_ENTRY_3, "{"), null, sha256)).fault).toMatchObject({
      code: "bad_line",
      sequence: 3,
      line: 5,
    });
  });

  it("that ends early, anywhere, does not pass for a whole one", async () => {
    for (let length = 0; length < lines.length; length++) {
      expect((await verifyExport(lines.slice(0, length), null, sha256)).fault).not.toBeNull();
    }
    const shorter = [...lines.slice(0, 8), endLine(5, 5, records[4]?.hash ?? "")];
    expect((await verifyExport(shorter, null, sha256)).fault).toBeNull();
    const withHead = [...lines.slice(0, 8), lines[9] ?? "", endLine(5, 5, records[4]?.hash ?? "")];
    expect((await verifyExport(withHead, null, sha256)).fault).toMatchObject({
      code: "end_missing",
      sequence: 6,
    });
  });

  it("signed with a key that the reader does not know is refused", async () => {
    const other = await makeKey("k1");
    expect((await verifyExport(lines, [other.jwk], sha256)).fault).toMatchObject({
      code: "bad_signature",
      line: 4,
    });
  });

  it("that was written anew is found by a head that was kept elsewhere, whatever heads are in it", async () => {
    const head = (lines[6] ?? "").match(/eyJ[^"]+/)?.[0] ?? "";
    const anew = chainOf(
      records.map((_, n) => ({
        action: "strategy.settings_changed",
        who: { kind: "bootstrap" },
        after: { windowMs: -n },
      })),
    );
    const forged = [
      exportLine(TENANT, [key.jwk], 1),
      ...anew.map(entryLine),
      endLine(anew.length, anew.length, anew.at(-1)?.hash ?? ""),
    ];
    expect((await verifyExport(forged, [key.jwk], sha256)).fault).toBeNull();
    expect((await verifyExport(forged, [key.jwk], sha256, [head])).fault).toMatchObject({
      code: "head_differs",
      sequence: 4,
    });
    expect((await verifyExport(lines, [key.jwk], sha256, [head])).fault).toBeNull();
    expect((await verifyExport(lines, [key.jwk], sha256, [`${head}A`])).fault).toMatchObject({
      code: "bad_signature",
    });
  });

  it("does not take something else that the same key signed for a head", async () => {
    const payload = JSON.stringify({ v: 1, tenantId: TENANT, sequence: 2, hash: records[1]?.hash, atMs: 1 });
    const order = await signCompact(payload, "sallyport-order+jws", "k1", key.signing.key);
    const forged = lines.with(3, headLine(order));
    expect((await verifyExport(forged, null, sha256)).fault).toMatchObject({
      code: "bad_signature",
      line: 4,
    });
  });

  it("verifies after a person was deleted from it", async () => {
    const forgotten = lines.map((line) => {
      const data: unknown = JSON.parse(line);
      if (typeof data !== "object" || data === null || !("hash" in data && "who" in data)) return line;
      return JSON.stringify({ ...data, who: null });
    });
    expect(forgotten.join()).not.toContain("ann@example.com");
    expect((await verifyExport(forgotten, null, sha256)).fault).toBeNull();
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { chainOf, sha256, TENANT } from "../domain/audit/audit-test-support.ts";
import { endLine, entryLine, exportLine, headLine, verifyExport } from "./audit-export.ts";
import { signHead } from "./audit-head.ts";
import type { PublicJwk } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

/** A chain of six entries whose first three were deleted. */

async function makeKey(kid: string): Promise<{ signing: SigningKey; jwk: PublicJwk }> {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("Ed25519 gives a pair of keys");
  const { x } = z.object({ x: z.string() }).parse(await crypto.subtle.exportKey("jwk", pair.publicKey));
  return { signing: { kid, key: pair.privateKey }, jwk: { kid, kty: "OKP", crv: "Ed25519", x } };
}

const all = chainOf(
  Array.from({ length: 6 }, (_, n) => ({
    action: "strategy.settings_changed" as const,
    who: { kind: "person" as const, id: "usr_ONE", name: "ann@example.com" },
    after: { windowMs: n },
  })),
);
const rest = all.slice(3);
const hashOf = (sequence: number): string => all[sequence - 1]?.hash ?? "";

let key: Awaited<ReturnType<typeof makeKey>>;

function headAt(sequence: number, hash = hashOf(sequence), signing = key.signing): Promise<string> {
  return signHead({ tenantId: TENANT, sequence, hash, atMs: 1 }, signing);
}

async function cutExport({ head, entries = rest }: { head: string | null; entries?: typeof rest }) {
  const last = entries.at(-1);
  return [
    exportLine(TENANT, [key.jwk], 1),
    ...(head === null ? [] : [headLine(head)]),
    ...entries.map(entryLine),
    endLine(entries.length, last?.entry.sequence ?? 0, last?.hash ?? ""),
  ];
}

const verify = (lines: readonly string[], kept: readonly string[] = []) =>
  verifyExport(lines, [key.jwk], sha256, kept);

beforeAll(async () => {
  key = await makeKey("k1");
});

describe("ASVS 16.4.2: a chain whose oldest part was deleted", () => {
  it("verifies, and says that a signed head vouches for its beginning", async () => {
    const report = await verify(await cutExport({ head: await headAt(3) }));
    expect(report).toMatchObject({ fault: null, first: 4, last: 6, entries: 3, vouched: true });
  });

  it("an export from before the cut still verifies, and one without the head says that nobody vouches", async () => {
    const before = await cutExport({ head: null, entries: all });
    expect(await verify(before)).toMatchObject({ fault: null, first: 1, vouched: false });
    expect(await verify(await cutExport({ head: null }))).toMatchObject({
      fault: null,
      first: 4,
      vouched: false,
    });
  });

  it("a head that was kept from before proves that the rest continues it, or that it does not", async () => {
    const lines = await cutExport({ head: await headAt(3) });
    expect((await verify(lines, [await headAt(3), await headAt(2), await headAt(5)])).fault).toBeNull();
    const other = await headAt(3, "f".repeat(64));
    expect((await verify(lines, [other])).fault).toMatchObject({ code: "head_differs", sequence: 3 });
    // Without the head in the file as well.
    const bare = await cutExport({ head: null });
    expect((await verify(bare, [other])).fault).toMatchObject({ code: "head_differs", sequence: 3 });
  });

  it("shows that entries behind the cut are gone too", async () => {
    const lines = await cutExport({ head: await headAt(3), entries: all.slice(4) });
    expect((await verify(lines)).fault).toMatchObject({ code: "gap", sequence: 4 });
  });

  it("shows that another chain was hung behind the head", async () => {
    const other = chainOf(
      Array.from({ length: 6 }, () => ({
        action: "strategy.halted" as const,
        who: { kind: "system" as const },
      })),
    ).slice(3);
    const lines = await cutExport({ head: await headAt(3), entries: other });
    expect((await verify(lines)).fault).toMatchObject({ code: "link_broken", sequence: 4 });
  });

  it("shows a head that nobody signed here, of another key, or of another tenant", async () => {
    const stranger = await makeKey("k1");
    const forged = await headAt(3, hashOf(3), stranger.signing);
    expect((await verify(await cutExport({ head: forged }))).fault).toMatchObject({ code: "bad_signature" });
    const theirs = await signHead(
      { tenantId: TENANT.replace(/.$/, "Z"), sequence: 3, hash: hashOf(3), atMs: 1 },
      key.signing,
    );
    expect((await verify(await cutExport({ head: theirs }))).fault).toMatchObject({ code: "other_tenant" });
  });

  it("a head in the wrong place vouches for nothing", async () => {
    const [first = "", ...more] = await cutExport({ head: null });
    const lines = [first, more[0] ?? "", headLine(await headAt(3)), ...more.slice(1)];
    expect(await verify(lines)).toMatchObject({ fault: null, vouched: false });
    const wrong = await cutExport({ head: await headAt(2) });
    expect((await verify(wrong)).fault).toMatchObject({ code: "gap", sequence: 3 });
  });
});

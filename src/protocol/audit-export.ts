import * as z from "zod";
import { type AuditRecord, hashSchema } from "../domain/audit/entry.ts";
import type { Sha256Hex } from "../domain/audit/hash.ts";
import { type Head, walkChain } from "../domain/audit/verify.ts";
import { tenantIdSchema } from "../domain/ids.ts";
import { parsePlainJson } from "../domain/json/strict.ts";
import { verifyHead } from "./audit-head.ts";
import { importPublicKeys, type PublicJwk } from "./compact-jws.ts";

/**
 * An export of the audit chain: NDJSON. First a line of type `export`, then `entry` and `head` lines in the order of
 * the chain (a head after the entry that it covers; one before all entries where the chain's older part was
 * deleted: it vouches for where the rest begins), last a line `end`, so that a file that was cut off shows it.
 */

export const publicJwkSchema = z.looseObject({
  kid: z.string().min(1).max(200),
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().length(43),
});

const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("export"),
    v: z.literal(1),
    tenantId: tenantIdSchema,
    madeAtMs: z.number().int(),
    keys: z.array(publicJwkSchema),
  }),
  z.looseObject({ type: z.literal("entry") }),
  z.strictObject({ type: z.literal("head"), jws: z.string() }),
  z.strictObject({
    type: z.literal("end"),
    entries: z.number().int().nonnegative(),
    last: z.number().int().nonnegative(),
    hash: hashSchema,
  }),
]);

export function exportLine(tenantId: string, keys: readonly PublicJwk[], nowMs: number): string {
  return JSON.stringify({ type: "export", v: 1, tenantId, madeAtMs: nowMs, keys });
}

export function entryLine(record: AuditRecord): string {
  return JSON.stringify({ type: "entry", ...record });
}

export function headLine(jws: string): string {
  return JSON.stringify({ type: "head", jws });
}

export function endLine(entries: number, last: number, hash: string): string {
  return JSON.stringify({ type: "end", entries, last, hash });
}

/** What is wrong, and in which line of the file (from 1). */
export interface ExportFault {
  readonly code: string;
  readonly line: number;
  /** The entry at fault, where the fault is one of the chain. */
  readonly sequence: number | null;
  readonly message: string;
}

export interface ExportReport {
  readonly fault: ExportFault | null;
  readonly tenantId: string | null;
  readonly first: number;
  readonly last: number;
  readonly entries: number;
  /** The older part of the chain was deleted, and a signed head vouches for where the rest begins. */
  readonly vouched: boolean;
  /** The heads whose signatures hold: those of the file in its order, then those that were kept elsewhere. */
  readonly heads: readonly Head[];
}

/**
 * Checks an export line by line. `keys`: the gateway's public keys as the reader knows them from elsewhere; null
 * takes those in the file, which shows damage but not a forger, who would put in keys of their own. `keptHeads`:
 * signed heads that were kept elsewhere, which a forger cannot leave out of the file.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  keys: readonly PublicJwk[] | null,
  sha256: Sha256Hex,
  keptHeads: readonly string[] = [],
): Promise<ExportReport> {
  const reader = new ExportReader(keys, sha256);
  for await (const line of lines) {
    if (!(await reader.read(line))) break;
  }
  for (const jws of keptHeads) await reader.kept(jws);
  return reader.report();
}

class ExportReader {
  readonly #keys: readonly PublicJwk[] | null;
  readonly #sha256: Sha256Hex;
  readonly #heads: Head[] = [];
  #verification = importPublicKeys([]);
  #walk: ReturnType<typeof walkChain> | null = null;
  #tenantId: string | null = null;
  #line = 0;
  #ended = false;
  #fault: ExportFault | null = null;

  constructor(keys: readonly PublicJwk[] | null, sha256: Sha256Hex) {
    this.#keys = keys;
    this.#sha256 = sha256;
  }

  /** False as soon as there is a fault. */
  async read(text: string): Promise<boolean> {
    this.#line++;
    if (text.trim() === "" && this.#ended) return true;
    const plain = parsePlainJson(text);
    const parsed = lineSchema.safeParse(plain.ok ? plain.value : undefined);
    if (!parsed.success) {
      // An entry that was torn is the chain's fault at the place where it should stand.
      const expected = this.#walk === null ? null : this.#walk.state().last + 1;
      return this.#fail("bad_line", expected, "the line cannot be read");
    }
    if (this.#ended) return this.#fail("bad_line", null, "something stands behind the end");
    const line = parsed.data;
    if (line.type === "export") return this.#begin(line.tenantId, line.keys);
    if (this.#walk === null)
      return this.#fail("no_beginning", null, "the first line is not that of an export");
    if (line.type === "entry") return this.#entry(line, this.#walk);
    if (line.type === "head") return this.#head(line.jws, this.#walk);
    const { entries, last, hash } = this.#walk.state();
    if (line.entries !== entries || line.last !== last || line.hash !== hash) {
      return this.#fail(
        "end_missing",
        last + 1,
        `the export was made of ${line.entries} entries up to ${line.last}`,
      );
    }
    this.#ended = true;
    return true;
  }

  /** A head that does not come from the file. */
  async kept(jws: string): Promise<void> {
    const head = await verifyHead(jws, await this.#verification);
    if (head.ok) this.#heads.push(head.value);
    else
      this.#fail("bad_signature", null, `a head that was kept elsewhere is refused: ${head.error.message}`);
  }

  report(): ExportReport {
    if (this.#fault === null && !this.#ended)
      this.#fail("cut_off", null, "the file ends before its last line");
    const fault = this.#fault === null ? (this.#walk?.finish(this.#heads) ?? null) : null;
    if (fault !== null) this.#fail(fault.code, fault.sequence, fault.message);
    const walked = this.#walk?.state() ?? { first: 0, last: 0, entries: 0, vouched: false };
    const { first, last, entries, vouched } = walked;
    return {
      fault: this.#fault,
      tenantId: this.#tenantId,
      first,
      last,
      entries,
      vouched,
      heads: this.#heads,
    };
  }

  #begin(tenantId: string, own: readonly PublicJwk[]): boolean {
    if (this.#walk !== null) return this.#fail("bad_line", null, "a second export begins here");
    this.#tenantId = tenantId;
    this.#walk = walkChain(this.#sha256, tenantId);
    this.#verification = importPublicKeys(this.#keys ?? own);
    return true;
  }

  #entry({ type: _, ...record }: Record<string, unknown>, walk: ReturnType<typeof walkChain>): boolean {
    const fault = walk.next(record);
    return fault === null ? true : this.#fail(fault.code, fault.sequence, fault.message);
  }

  async #head(jws: string, walk: ReturnType<typeof walkChain>): Promise<boolean> {
    const head = await verifyHead(jws, await this.#verification);
    if (!head.ok)
      return this.#fail(
        "bad_signature",
        walk.state().last,
        `the head that was signed here is refused: ${head.error.message}`,
      );
    walk.beginAfter(head.value);
    this.#heads.push(head.value);
    return true;
  }

  #fail(code: string, sequence: number | null, message: string): false {
    this.#fault ??= { code, line: this.#line, sequence, message };
    return false;
  }
}

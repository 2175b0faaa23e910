import type { AuditStretch } from "../../../durable-objects/tenant/audit.ts";
import type { SignedHead } from "../../../durable-objects/tenant/audit-heads.ts";
import { BEFORE_THE_FIRST } from "../../domain/audit/hash.ts";
import { endLine, entryLine, exportLine, headLine } from "../../protocol/audit-export.ts";
import type { PublicJwk } from "../../protocol/compact-jws.ts";

export interface ExportRange {
  readonly tenantId: string;
  readonly keys: readonly PublicJwk[];
  /** The entry before the first one of the export, and the last one. */
  readonly after: number;
  readonly last: number;
  /** Where the chain begins since its older part was deleted; null while it is whole. */
  readonly cut: SignedHead | null;
  readonly nowMs: number;
}

/**
 * The lines of an export, fetched stretch by stretch while the client reads. When a stretch cannot be fetched the
 * stream breaks off without the last line, by which the reader knows.
 */
export function exportStream(
  { tenantId, keys, after, last, cut, nowMs }: ExportRange,
  stretchAfter: (sequence: number) => Promise<AuditStretch>,
): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  const send = (controller: ReadableStreamDefaultController<Uint8Array>, lines: readonly string[]): void =>
    controller.enqueue(utf8.encode(`${lines.join("\n")}\n`));
  // What is asked for begins where the chain was cut: the head over the cut vouches for the first entry.
  const beginning = cut !== null && after <= cut.sequence ? cut : null;
  let [at, entries, hash] = [beginning?.sequence ?? after, 0, BEFORE_THE_FIRST];
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      const first = exportLine(tenantId, keys, nowMs);
      send(controller, beginning === null ? [first] : [first, headLine(beginning.jws)]);
    },
    pull: async (controller) => {
      const { records, heads } = at < last ? await stretchAfter(at) : { records: [], heads: [] };
      const lines: string[] = [];
      for (const record of records) {
        lines.push(entryLine(record));
        for (const head of heads) if (head.sequence === record.entry.sequence) lines.push(headLine(head.jws));
        [at, hash] = [record.entry.sequence, record.hash];
        entries++;
      }
      if (records.length === 0) {
        lines.push(endLine(entries, entries === 0 ? 0 : at, hash));
        send(controller, lines);
        controller.close();
        return;
      }
      send(controller, lines);
    },
  });
}

import { Hono } from "hono";
import * as z from "zod";
import { auditActions } from "../../domain/audit/actions.ts";
import type { AuditRecord } from "../../domain/audit/entry.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { limitSchema, readQuery } from "../query.ts";
import { whoAsks } from "../who-asks.ts";
import { exportStream } from "./audit-export-stream.ts";

const sequenceSchema = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,14})$/, "must be the number of an entry")
  .transform(Number);

export const pageQuerySchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: sequenceSchema.optional(),
  action: z.enum(auditActions).optional(),
});

export const exportQuerySchema = z.strictObject({
  /** The last entry that the asker has already. */
  after: sequenceSchema.default(0),
});

export const deliverySchema = z.strictObject({
  webhookUrl: z.string().max(2_048).nullable(),
  bucket: z.boolean().default(false),
});

/** An entry with its personal part beside its fields, where that was not deleted. */
function present({ entry, hash, who, subject }: AuditRecord) {
  const { v: _, tenantId: __, ...rest } = entry;
  const { salt: ___, ...person } = who ?? { salt: "" };
  return {
    ...rest,
    hash,
    who: { kind: entry.who.kind, ref: entry.who.ref, ...person },
    subject:
      entry.subject === null
        ? null
        : {
            kind: entry.subject.kind,
            ref: entry.subject.ref,
            id: subject?.id ?? (entry.subject.personal === null ? entry.subject.ref : null),
            name: subject?.name ?? entry.subject.name,
          },
  };
}

export const auditLog = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const query = readQuery(c.req.url, pageQuerySchema);
    if (!query.ok) return problem(query.error);
    const { limit, cursor, action } = query.value;
    const before = cursor ?? null;
    const records = await tenantOf(c.env, c.var.principal).auditPage({
      limit,
      before,
      action: action ?? null,
    });
    const last = records.at(-1)?.entry.sequence;
    const more = records.length === limit && last !== undefined && last > 1;
    return json({ items: records.map(present), next: more ? String(last) : null });
  })
  .get("/export", async (c) => {
    const query = readQuery(c.req.url, exportQuerySchema);
    if (!query.ok) return problem(query.error);
    const { tenantId } = c.var.principal;
    const tenant = tenantOf(c.env, c.var.principal);
    const { last, keys, cut } = await tenant.startAuditExport(whoAsks(c));
    const { after } = query.value;
    const body = exportStream({ tenantId, keys, after, last, cut, nowMs: Date.now() }, (from) =>
      tenant.auditStretch(from, last, 500),
    );
    return new Response(body, {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": `attachment; filename="audit-${tenantId}-${last}.ndjson"`,
        "cache-control": "no-store",
      },
    });
  })
  .get("/delivery", async (c) => json(await tenantOf(c.env, c.var.principal).auditDelivery()))
  .put("/delivery", async (c) => {
    const body = await readJson(c.req.raw, deliverySchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const tenant = tenantOf(c.env, c.var.principal);
    const configured = await tenant.configureAuditDelivery(body.value, whoAsks(c));
    return configured.ok ? json(configured.value) : problem(configured.error);
  });

import * as z from "zod";
import { memberRoleSchema } from "../../domain/access/roles.ts";
import { actorKindSchema, subjectKindSchema } from "../../domain/audit/draft.ts";
import { auditEntrySchema, hashSchema } from "../../domain/audit/entry.ts";
import { idSchema } from "../../domain/ids.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { pageOf, wholeList } from "../../openapi/schemas.ts";
import { sessionViewSchema } from "../me/me.description.ts";
import { deliverySchema, exportQuerySchema, pageQuerySchema } from "./audit-log.ts";
import { rewrapSchema } from "./keys.ts";
import { watchRoutes } from "./watch.description.ts";

const entrySchema = z.object({
  ...auditEntrySchema.omit({ v: true, tenantId: true, who: true, subject: true }).shape,
  hash: hashSchema,
  who: z.object({
    kind: actorKindSchema,
    ref: z.string().nullable().describe("A pseudonym, where it is a person."),
    id: z.string().nullable().optional(),
    name: z.string().nullable().optional(),
    address: z.string().nullable().optional(),
    agent: z.string().nullable().optional(),
  }),
  subject: z
    .object({
      kind: subjectKindSchema,
      ref: z.string(),
      id: z.string().nullable(),
      name: z.string().nullable(),
    })
    .nullable(),
});

const deliveryViewSchema = z.object({ webhookUrl: z.string().nullable(), bucket: z.boolean() });

export const securityDescription: ResourceDescription = {
  name: "Security desk",
  about: "What owners and admins watch over.",
  routes: [
    ...watchRoutes,
    {
      route: "GET /security/active-sessions",
      summary: "List the sessions of all members",
      answers: [
        {
          status: 200,
          about: "Those that live.",
          schema: wholeList(
            z.object({
              userId: idSchema("usr"),
              email: z.string(),
              role: memberRoleSchema,
              ...sessionViewSchema.omit({ current: true }).shape,
            }),
          ),
        },
      ],
    },
    {
      route: "GET /security/audit-log",
      summary: "Read the audit log",
      about:
        "Newest first. Personal parts are missing where they were deleted; the chain is whole without them.",
      query: pageQuerySchema,
      answers: [{ status: 200, about: "A page of entries.", schema: pageOf(entrySchema) }],
    },
    {
      route: "GET /security/audit-log/export",
      summary: "Export the audit log",
      about:
        "`npx sallyport verify-audit FILE` checks it offline. The export is itself recorded, as its last entry.",
      query: exportQuerySchema,
      answers: [{ status: 200, about: "One JSON document a line.", type: "application/x-ndjson" }],
    },
    {
      route: "GET /security/audit-log/delivery",
      summary: "Show where signed heads are sent",
      answers: [{ status: 200, about: "The settings.", schema: deliveryViewSchema }],
    },
    {
      route: "PUT /security/audit-log/delivery",
      summary: "Set where signed heads are sent",
      about: "A webhook is called by Standard Webhooks. The URL is https to a public host.",
      body: deliverySchema,
      example: { webhookUrl: "https://audit.example.com/sallyport" },
      answers: [
        {
          status: 200,
          about: "The settings; with the secret when the webhook is a new one.",
          schema: z.object({ ...deliveryViewSchema.shape, webhookSecret: z.string().optional() }),
        },
      ],
      problems: ["url_refused", "bucket_not_configured"],
    },
    {
      route: "POST /security/keys/rewrap",
      summary: "Seal secrets under the current key",
      about: "Call it until `next` is null. While `failed` names an object, the old key must stay.",
      body: rewrapSchema,
      example: {},
      answers: [
        {
          status: 200,
          about: "How many were sealed anew.",
          schema: z.object({
            rewrapped: z.int(),
            failed: z.array(z.string()),
            next: z.string().nullable(),
          }),
        },
      ],
    },
  ],
};

import * as z from "zod";
import { consentKindSchema } from "../../domain/access/consent.ts";
import { memberRoleSchema } from "../../domain/access/roles.ts";
import { tenantLimitsSchema } from "../../domain/access/tenant-limits.ts";
import { accountIdSchema, idSchema, tenantIdSchema } from "../../domain/ids.ts";
import type { RouteDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { done, epochMs } from "../../openapi/schemas.ts";
import { askedSchema } from "../auth/auth.description.ts";
import { consentSchema } from "./person.ts";

const consentViewSchema = z.object({
  kind: consentKindSchema,
  version: z.string().nullable().describe("Of the text; null where there is none."),
  given: z.boolean().describe("False: taken back."),
  atMs: epochMs,
  address: z.string(),
});
nameSchema(consentViewSchema, "Consent");

const consentsSchema = z.object({
  asked: askedSchema,
  items: z.array(consentViewSchema).describe("Newest first; all that was ever agreed to or taken back."),
  next: z.null(),
});

const personSchema = z.object({
  userId: idSchema("usr"),
  email: z.string(),
  createdAtMs: epochMs,
  memberships: z.array(
    z.object({
      tenantId: tenantIdSchema,
      role: memberRoleSchema,
      accounts: z.array(accountIdSchema).nullable(),
      lock: z.object({ untilMs: epochMs.nullable() }).nullable(),
      limits: tenantLimitsSchema.shape.person,
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.string(),
      tenantId: tenantIdSchema,
      client: z.string(),
      name: z.string(),
      address: z.string(),
      factor: z.string(),
      startedAtMs: epochMs,
      lastSeenAtMs: epochMs,
      endedAtMs: epochMs.nullable(),
      endReason: z.string().nullable(),
    }),
  ),
  factors: z.object({
    password: z.literal(true),
    authenticatorApp: z.boolean(),
    recoveryCodesLeft: z.int(),
    passkeys: z.array(
      z.object({ id: z.string(), name: z.string(), createdAtMs: epochMs, lastUsedAtMs: epochMs.nullable() }),
    ),
  }),
  knownAddresses: z.array(z.object({ address: z.string(), lastAtMs: epochMs })),
  consents: z.array(consentViewSchema),
});

const hereSchema = z.object({
  member: z.object({ email: z.string(), role: z.string(), addedAtMs: epochMs }).nullable(),
  keysMade: z.array(z.object({ id: z.string(), role: z.string(), createdAtMs: epochMs })),
  keysUsed: z.array(z.object({ id: z.string(), usedAtMs: epochMs.nullable() })),
  tokensMade: z.array(z.object({ id: z.string(), name: z.string(), createdAtMs: epochMs })),
});

const entrySchema = z.object({
  sequence: z.int(),
  atMs: epochMs,
  action: z.string(),
  verdict: z.string(),
  code: z.string().nullable(),
  byYou: z.boolean().describe("The person did it."),
  byKind: z.string(),
  address: z.string().nullable(),
  agent: z.string().nullable(),
  aboutYou: z.boolean(),
  subject: z.object({ kind: z.string(), id: z.string().nullable() }),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});

const exportSchema = z.object({
  format: z.literal("sallyport-person"),
  v: z.literal(1),
  madeAtMs: epochMs,
  person: personSchema,
  tenants: z.array(
    z.object({ tenantId: tenantIdSchema, here: hereSchema.nullable(), audit: z.array(entrySchema) }),
  ),
});

/** The routes by which people see, take back and delete what is held of them. */
export const personRoutes: readonly RouteDescription[] = [
  {
    route: "GET /api/me/export",
    summary: "Get everything that is held of oneself",
    about:
      "One file, as it is read from every tenant of the person; never a secret. Once in 10 minutes. A file that breaks off is no JSON.",
    answers: [{ status: 200, about: "The export.", schema: exportSchema }],
  },
  {
    route: "DELETE /api/me",
    summary: "Delete oneself",
    about:
      "In every tenant, at once and for good. Trading records stay with the tenant, and audit logs keep their entries without the person.",
    answers: [{ status: 200, about: "Deleted; the cookies are gone too.", schema: done("deleted") }],
    problems: ["last_owner", "challenge_ended"],
  },
  {
    route: "GET /api/me/consents",
    summary: "List what one agreed to",
    answers: [{ status: 200, about: "All of it, and what is asked now.", schema: consentsSchema }],
  },
  {
    route: "PUT /api/me/consents",
    summary: "Agree, or take it back",
    about: "Agreement to a text names the version that was shown.",
    body: consentSchema,
    example: { kind: "product_notices", given: true },
    answers: [{ status: 200, about: "How it stands now.", schema: consentsSchema }],
    problems: ["consent_needed", "nothing_asked"],
  },
];

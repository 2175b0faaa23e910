import * as z from "zod";
import { tenantLimitsSchema } from "../../domain/access/tenant-limits.ts";
import { periodsSchema } from "../../domain/retention/periods.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { epochMs } from "../../openapi/schemas.ts";

const daysSchema = z.object({ trading: z.int(), audit: z.int(), sessions: z.int(), errors: z.int() });
const boundsSchema = z.object({ min: z.int(), max: z.int() });

const retentionSchema = z.object({
  periods: daysSchema.describe("Days for each class, as they hold."),
  defaults: daysSchema.describe("What holds where nothing was set."),
  limits: z
    .object({ trading: boundsSchema, audit: boundsSchema, sessions: boundsSchema, errors: boundsSchema })
    .describe("What the operator lets a tenant choose from, in days."),
  changedAtMs: epochMs.nullable().describe("Null: never changed."),
});
nameSchema(retentionSchema, "Retention");

const setSchema = z.object({
  callsPerMinute: z.int().nullable().describe("Null: the usual."),
  tradesPerSecond: z.int().nullable().describe("Null: the usual."),
});
const holdsSchema = z.object({ callsPerMinute: z.int(), tradesPerSecond: z.int() });

const limitsSchema = z.object({
  set: z.object({ person: setSchema, program: setSchema }).describe("What the tenant set."),
  limits: z.object({ person: holdsSchema, program: holdsSchema }).describe("What holds."),
  ceilings: holdsSchema.describe("What the operator allows at most."),
});
nameSchema(limitsSchema, "Limits");

export const settingsDescription: ResourceDescription = {
  name: "Settings of the tenant",
  about: "How long things are kept, and how much each person and each program may do.",
  routes: [
    {
      route: "GET /api/settings/retention",
      summary: "Show how long things are kept",
      answers: [{ status: 200, about: "The periods.", schema: retentionSchema }],
    },
    {
      route: "PUT /api/settings/retention",
      summary: "Set how long things are kept",
      about:
        "In days, all classes at once: nobody shortens one by leaving it out. What is older goes within a day of the change.",
      body: periodsSchema,
      example: { trading: 2_557, audit: 1_827, sessions: 366, errors: 731 },
      answers: [{ status: 200, about: "The periods as they are now.", schema: retentionSchema }],
      problems: ["retention_too_short", "retention_too_long"],
    },
    {
      route: "GET /api/settings/limits",
      summary: "Show the limits",
      about: "Of each person in the tenant, and of each API token.",
      answers: [{ status: 200, about: "The limits.", schema: limitsSchema }],
    },
    {
      route: "PUT /api/settings/limits",
      summary: "Set the limits",
      about: "Null leaves the usual one. None is above the operator's.",
      body: tenantLimitsSchema,
      example: {
        person: { callsPerMinute: 60, tradesPerSecond: null },
        program: { callsPerMinute: null, tradesPerSecond: 2 },
      },
      answers: [{ status: 200, about: "The limits as they are now.", schema: limitsSchema }],
      problems: ["limit_above_operators", "limit_too_low"],
    },
  ],
};

import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";

const comparedSchema = z.object({ week: z.number(), weekBefore: z.number() });
export type Compared = z.infer<typeof comparedSchema>;
const memberSchema = z.object({ email: z.string(), role: z.string() });
const tokenSchema = z.object({ id: z.string(), name: z.string(), expiresAtMs: z.number() });
const secretSchema = z.object({
  strategyId: z.string(),
  name: z.string(),
  n: z.number(),
  createdAtMs: z.number(),
});

const reportSchema = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  logins: comparedSchema,
  failedLogins: comparedSchema,
  refusals: comparedSchema,
  alerts: comparedSchema,
  changes: z.object({ secrets: comparedSchema, roles: comparedSchema, limits: comparedSchema }),
  emergencyStops: comparedSchema,
  membersWithoutSecondFactor: z.array(memberSchema),
  lockedMembers: z.array(memberSchema),
  unusedTokens: z.array(tokenSchema),
  expiringTokens: z.array(tokenSchema),
  oldSecrets: z.array(secretSchema),
  replacedSecretsInUse: z.array(secretSchema),
  chain: z.object({
    entries: z.number(),
    unsigned: z.number(),
    leaves: z.boolean(),
    head: z.object({ sequence: z.number(), atMs: z.number() }).nullable(),
  }),
  notAsked: z.number(),
  advice: z.array(z.string()),
});
export type SecurityReport = z.infer<typeof reportSchema>;

/** The report of the last seven days; it also says how the audit chain is. */
export function useReport() {
  return useQuery({
    queryKey: ["security", "report"],
    queryFn: ({ signal }) => call("/security/weekly-report", { answer: reportSchema, signal }),
  });
}

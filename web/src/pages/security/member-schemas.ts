import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";

const memberSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.string(),
  lock: z.object({ atMs: z.number(), untilMs: z.number().nullable(), reason: z.string() }).nullish(),
});
export type Member = z.infer<typeof memberSchema>;
const membersSchema = z.object({ items: z.array(memberSchema) });

/** The members with their locks; the audit log calls them by their addresses. */
export function useMembers() {
  return useQuery({
    queryKey: ["security", "members"],
    queryFn: ({ signal }) => call("/api/members", { answer: membersSchema, signal }),
  });
}

import * as z from "zod";

export const verdicts = ["accepted", "refused", "duplicate"] as const;
export const outcomes = [
  ...["pending", "working", "partially_filled", "filled", "cancelled"],
  ...["rejected", "expired", "unknown", "mixed"],
] as const;

const word = z.string().trim().min(1).max(200).optional().catch(undefined);

/** What the list is confined to; it stands in the page's address, so that a filtered list can be kept and sent. */
export const alertFilterSchema = z.object({
  strategy: word,
  verdict: z.enum(verdicts).optional().catch(undefined),
  outcome: word,
  symbol: word,
  text: word,
});
export type AlertFilter = z.infer<typeof alertFilterSchema>;

/** The path of one page of the filtered list. */
export function alertsPath(filter: AlertFilter, limit: number, cursor: string | null): string {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  if (cursor !== null) query.set("cursor", cursor);
  return `/api/alerts?${query}`;
}

export function isFiltered(filter: AlertFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

import * as z from "zod";

/** What many answers have in common. */

export const epochMs = z.int().describe("Epoch milliseconds.");

/** `{"items": [...], "next": null}`: a list that comes whole. */
export function wholeList<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.null() });
}

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe("The `cursor` of the next page; null on the last one."),
  });
}

/** `{"status": "..."}`, for changes that have nothing to show. */
export function done(status: string) {
  return z.object({ status: z.literal(status) });
}

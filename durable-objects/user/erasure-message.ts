import * as z from "zod";
import type { ErasePerson } from "../tenant/person-data.ts";

const erasureSchema = z.object({
  erase: z.object({ userId: z.string(), address: z.string().nullable() }),
});

export function writeErasure(person: ErasePerson): string {
  return JSON.stringify({ erase: person });
}

/** Null for any other message of the person's outbox. */
export function readErasure(message: string): ErasePerson | null {
  const read = erasureSchema.safeParse(JSON.parse(message));
  return read.success ? read.data.erase : null;
}

import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import * as z from "zod";
import { accountIdSchema } from "../../src/domain/ids.ts";
import type * as schema from "./schema.ts";

export type TenantDatabase = DrizzleSqliteDODatabase<typeof schema>;

/** The trading accounts that somebody is confined to, as stored; null: all of the tenant's. */
const accountsSchema = z.array(accountIdSchema).nullable();

export function readAccounts(text: string | null): readonly string[] | null {
  return text === null ? null : accountsSchema.parse(JSON.parse(text));
}

export function writeList(values: readonly string[] | null): string | null {
  return values === null ? null : JSON.stringify(values);
}

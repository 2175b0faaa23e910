import * as z from "zod";

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  accounts: z.array(z.string()).nullable(),
  addresses: z.array(z.string()).nullable(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  revokedAtMs: z.number().nullable(),
  lastUsedAtMs: z.number().nullable(),
  lastAddress: z.string().nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

/** The answer to making one, which alone holds the token. */
export const madeTokenSchema = z.object({ id: z.string(), name: z.string(), token: z.string() });
export type MadeToken = z.infer<typeof madeTokenSchema>;

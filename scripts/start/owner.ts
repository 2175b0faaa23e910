import * as z from "zod";
import { readJsonIfThere, writePrivately } from "./private-file.ts";
import type { Secrets } from "./secrets.ts";

const loginSchema = z.object({ email: z.string(), password: z.string() });
/** How the demo's owner logs in; the file is private because of the password. */
export type Login = z.infer<typeof loginSchema>;

const OWNER_EMAIL = "owner@demo.example";

/**
 * Claims the gateway for the demo's owner, once for each installation. A start that was cut short after the
 * claim repeats it: the same person with the same password may.
 */
export async function keepOwner(
  url: string,
  file: string,
  secrets: Pick<Secrets, "claimCode" | "ownerPassword">,
): Promise<Login> {
  const kept = readJsonIfThere(file, loginSchema);
  if (kept !== undefined) return kept;
  const login: Login = { email: OWNER_EMAIL, password: secrets.ownerPassword };
  const claimed = await fetch(new URL("/api/auth/claim", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: secrets.claimCode, ...login, name: "npm start" }),
  });
  if (!claimed.ok)
    throw new Error(`the gateway could not be claimed: ${claimed.status} ${await claimed.text()}`);
  writePrivately(file, `${JSON.stringify(login, null, 2)}\n`);
  return login;
}

import * as z from "zod";
import { unreachable } from "./problem.ts";

/** The answer of `GET /api/auth/session`: who is logged in here. */
export const profileSchema = z.object({
  userId: z.string(),
  email: z.string(),
  tenantId: z.string(),
  role: z.enum(["owner", "admin", "trader", "viewer", "guest"]).nullable(),
  /** The trading accounts that the person is confined to; null: all of the tenant's. */
  accounts: z.array(z.string()).nullable(),
  tenants: z.array(z.object({ tenantId: z.string(), role: z.string() })),
  sessionId: z.string(),
  csrfToken: z.string(),
  factors: z.object({
    totp: z.boolean(),
    recoveryCodesLeft: z.number(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAtMs: z.number(),
        lastUsedAtMs: z.number().nullable(),
      }),
    ),
  }),
});
export type Profile = z.infer<typeof profileSchema>;

let csrf = "";
const listeners = new Set<() => void>();

export function csrfToken(): string {
  return csrf;
}

export function keepCsrf(token: string): void {
  csrf = token;
}

/** Called when the session is found to be over, by whichever call noticed. */
export function onSessionOver(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function forgetSession(): void {
  csrf = "";
  for (const listener of listeners) listener();
}

const csrfAnswerSchema = z.object({ csrfToken: z.string() });

export async function renewCsrf(): Promise<void> {
  const answer = await fetch("/api/auth/session", { credentials: "same-origin" });
  const parsed = csrfAnswerSchema.safeParse(answer.ok ? await answer.json() : null);
  if (parsed.success) csrf = parsed.data.csrfToken;
}

let renewal: Promise<boolean> | null = null;

/**
 * Takes new cookies for the session, once for all calls that wait and for all tabs: using a refresh token twice
 * ends the session. False when the session is over; throws when the gateway does not say, as while it restarts.
 */
export function renewSession(): Promise<boolean> {
  renewal ??= navigator.locks.request("sallyport-renewal", renewOnce).finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renewOnce(): Promise<boolean> {
  // Another tab may have renewed while this one waited for its turn.
  const still = await fetch("/api/auth/session", { credentials: "same-origin" });
  const known = csrfAnswerSchema.safeParse(still.ok ? await still.json() : null);
  if (known.success) {
    csrf = known.data.csrfToken;
    return true;
  }
  const answer = await fetch("/api/auth/refresh", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (answer.status === 429 || answer.status >= 500) throw unreachable("The gateway does not answer.");
  const renewed = csrfAnswerSchema.safeParse(answer.ok ? await answer.json() : null);
  if (!renewed.success) return false;
  csrf = renewed.data.csrfToken;
  return true;
}

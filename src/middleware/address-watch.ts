import type { AddressVerdict } from "../../durable-objects/address-guard/index.ts";
import { clientKey } from "../domain/access/address.ts";
import { FAILED_LOGIN_LIMIT } from "../domain/access/limits.ts";
import type { Env } from "../env.ts";

/** Addresses that failed lately, as far as this isolate saw, with the moment until which they are watched. */
const watched = new Map<string, number>();
const MOST_WATCHED = 10_000;

/** Counts an attempt to log in from this address. Logins are rare, so they always ask. */
export function loginAttempt(env: Env, address: string | null): Promise<AddressVerdict> {
  return env.ADDRESS_GUARD.getByName(clientKey(address)).attempt();
}

/** Tells the guard of a failure, and remembers to ask it for a while. */
export async function failedLogin(env: Env, address: string | null, nowMs: number): Promise<void> {
  const key = clientKey(address);
  if (watched.size >= MOST_WATCHED) watched.clear();
  watched.set(key, nowMs + FAILED_LOGIN_LIMIT.blockMs);
  await env.ADDRESS_GUARD.getByName(key).failed();
}

/**
 * How long this address is blocked, in ms; 0 when it is not. Asks the guard only for addresses that this
 * isolate saw fail: another isolate may let a blocked address pass here, but not log in.
 */
export async function blockedForMs(env: Env, address: string | null, nowMs: number): Promise<number> {
  const key = clientKey(address);
  const untilMs = watched.get(key);
  if (untilMs === undefined) return 0;
  if (untilMs <= nowMs) {
    watched.delete(key);
    return 0;
  }
  return (await env.ADDRESS_GUARD.getByName(key).check()).retryAfterMs;
}

import { createHash } from "node:crypto";
import { type Refusal, refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";

/** Of 40 hex digits of SHA-1 so many are sent: the service learns one password of about a million. */
const PREFIX_LENGTH = 5;
const TIMEOUT_MS = 2_000;
/** A range has some hundred lines of about 40 characters. */
const LARGEST_ANSWER = 200_000;

/**
 * Whether a password that somebody wants to choose is known from a breach, by the range service that the
 * operator named (the protocol of Have I Been Pwned's "Pwned Passwords", k-anonymity by prefix). Null when it is
 * not, when no service is named, and when the service does not answer: nobody must be kept from changing a
 * password because somebody else's server is down, and the shipped list holds in any case.
 */
export async function breachedPassword(env: Env, password: string, send = fetch): Promise<Refusal | null> {
  if (env.PASSWORD_RANGE_URL === "") return null;
  const digest = createHash("sha1").update(password).digest("hex").toUpperCase();
  const range = await rangeOf(new URL(digest.slice(0, PREFIX_LENGTH), env.PASSWORD_RANGE_URL), send);
  const suffix = digest.slice(PREFIX_LENGTH);
  // Lines with the count 0 are padding.
  const found = range.split("\n").some((line) => line.startsWith(`${suffix}:`) && !/:0\s*$/.test(line));
  if (!found) return null;
  return refusal("password_breached", "This password is known from a breach of another service.", {
    hint: "Take one that was never used anywhere else.",
  });
}

async function rangeOf(url: URL, send: typeof fetch): Promise<string> {
  try {
    const answer = await send(url, {
      headers: { "add-padding": "true" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.ok) return (await answer.text()).slice(0, LARGEST_ANSWER);
    console.warn(JSON.stringify({ event: "password_range_failed", status: answer.status }));
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    console.warn(JSON.stringify({ event: "password_range_failed", name }));
  }
  return "";
}

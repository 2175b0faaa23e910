import { createHmac } from "node:crypto";
import { deriveUserId } from "../domain/access/email.ts";
import type { Env } from "../env.ts";

/** 256 bits in base64url. */
const KEY = /^[A-Za-z0-9_-]{43}$/;

/** The id of the person with this normalised address in this deployment; throws when USER_ID_KEY is no key. */
export function userIdOf(env: Pick<Env, "USER_ID_KEY">, email: string): string {
  if (!KEY.test(env.USER_ID_KEY)) throw new Error("USER_ID_KEY is not 32 bytes in base64url");
  const key = Buffer.from(env.USER_ID_KEY, "base64url");
  return deriveUserId((text) => createHmac("sha256", key).update(text).digest(), email);
}

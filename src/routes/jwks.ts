import { Hono } from "hono";
import type { Env } from "../env.ts";
import { authKeys } from "../middleware/auth-keys.ts";
import { json } from "./problem.ts";

/** `GET /.well-known/jwks.json`: the public keys of access tokens, two while one is being replaced. */
export const jwks = new Hono<{ Bindings: Env }>().get("/.well-known/jwks.json", (c) => {
  const keys = authKeys(c.env.AUTH_KEYS)
    .publicKeys()
    .map((key) => ({ ...key, alg: "EdDSA", use: "sig" }));
  return json({ keys }, 200, { "cache-control": "public, max-age=300" });
});

import { createMiddleware } from "hono/factory";
import { isLoopback } from "../domain/access/loopback.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { problem } from "../routes/problem.ts";
import { clientAddress } from "./client-address.ts";

/** Whether a proxy of the operator's stands in front and has taken the TLS off. */
function endsAtProxy(request: Request, env: Pick<Env, "CLIENT_ADDRESS" | "PUBLIC_ORIGIN">): boolean {
  if (!env.CLIENT_ADDRESS.startsWith("header:") || !env.PUBLIC_ORIGIN.startsWith("https:")) return false;
  // The proxy decides what it lets through; when it tells, it is believed, but only to narrow.
  return request.headers.get("x-forwarded-proto") !== "http";
}

/**
 * Whether a request may be answered: it came over TLS, or it never left the machine. A host name of loopback is
 * enough: whoever writes that into a request from elsewhere harms nobody but themselves, while a client that sends
 * its secrets in clear over a network names the gateway.
 */
export function isPrivate(request: Request, env: Pick<Env, "CLIENT_ADDRESS" | "PUBLIC_ORIGIN">): boolean {
  if (request.url.startsWith("https:")) return true;
  if (isLoopback(new URL(request.url).hostname)) return true;
  if (endsAtProxy(request, env)) return true;
  return env.CLIENT_ADDRESS === "peer" && isLoopback(clientAddress(request, env.CLIENT_ADDRESS) ?? "");
}

/**
 * Refuses what comes over plain HTTP from elsewhere than this machine. A redirect would hide that a secret has just
 * gone over the network in clear; a refusal is seen at once (ASVS 4.1.2, 4.4.1).
 */
export function requireHttps() {
  return createMiddleware<{ Bindings: Env }>(async function refusePlainHttp(c, next) {
    if (isPrivate(c.req.raw, c.env)) return next();
    return problem(
      refusal("https_required", "The gateway answers over HTTPS only.", {
        hint: "Call it with https://, and replace the token that was just sent in clear.",
      }),
    );
  });
}

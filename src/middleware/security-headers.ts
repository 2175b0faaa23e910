import { createMiddleware } from "hono/factory";

/** Nothing may be loaded, framed or run; pages that need more set their own policy. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Passkeys are made and used by the page itself; nothing else that a browser can do is needed. */
const NOTHING_PERMITTED =
  "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), " +
  "publickey-credentials-create=(self), publickey-credentials-get=(self)";

/**
 * Headers of every answer but a WebSocket upgrade, whose headers cannot be changed: routes that upgrade are
 * mounted before this. HSTS goes out only over HTTPS; on one machine the gateway may well speak HTTP.
 */
export function securityHeaders() {
  return createMiddleware(async function setSecurityHeaders(c, next) {
    await next();
    const { headers } = c.res;
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("permissions-policy", NOTHING_PERMITTED);
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", CLOSED_POLICY);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (c.req.url.startsWith("https:")) {
      headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
  });
}

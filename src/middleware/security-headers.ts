import { createMiddleware } from "hono/factory";

/** Nothing may be loaded, framed or run; pages that need more set their own policy. */
const CLOSED_POLICY =
  "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Passkeys are made and used by the page itself; nothing else that a browser can do is needed. */
const NOTHING_PERMITTED =
  "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), " +
  "encrypted-media=(), fullscreen=(self), geolocation=(), gyroscope=(), hid=(), idle-detection=(), " +
  "magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), " +
  "publickey-credentials-create=(self), publickey-credentials-get=(self)";

/** Two years, as browsers' preload list asks for; one is the least (ASVS 3.4.1). */
const HTTPS_ONLY = "max-age=63072000; includeSubDomains";

/** 101: the socket is handed over with it, and its headers cannot be changed. */
const SWITCHING_PROTOCOLS = 101;

/** What every answer says, whatever it holds. */
const always: readonly (readonly [string, string])[] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-resource-policy", "same-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["permissions-policy", NOTHING_PERMITTED],
];

/**
 * Headers of every answer but a WebSocket upgrade. HSTS goes out only over HTTPS: over HTTP browsers ignore it, and
 * on one machine the gateway may well speak HTTP.
 */
export function securityHeaders() {
  return createMiddleware(async function setSecurityHeaders(c, next) {
    await next();
    if (c.res.status === SWITCHING_PROTOCOLS) return;
    const { headers } = c.res;
    for (const [name, value] of always) headers.set(name, value);
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", CLOSED_POLICY);
    if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
    if (c.req.url.startsWith("https:")) headers.set("strict-transport-security", HTTPS_ONLY);
  });
}

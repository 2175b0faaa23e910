import { createMiddleware } from "hono/factory";

/**
 * Says when an answer was made, as HTTP wants it of a server with a clock: pages and programs on a machine whose clock is
 * wrong can tell how old things are. Before Cloudflare's network says the same; plain workerd does not by itself.
 */
export function dated() {
  return createMiddleware(async function setDate(c, next) {
    await next();
    c.res.headers.set("date", new Date().toUTCString());
  });
}

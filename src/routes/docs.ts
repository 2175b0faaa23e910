import { Hono } from "hono";
import type { Env } from "../env.ts";
import { freshNonce, pageHeaders } from "../middleware/page-policy.ts";
import { publicOrigin } from "../middleware/same-origin.ts";
import page from "../openapi/generated/docs.html.txt";
import { NONCE_MARK, ORIGIN_MARK } from "../openapi/page/marks.ts";

/**
 * `GET /docs`: the description of the API for people, made at build time: rendering it here would keep the orders of
 * the same isolate waiting. An origin holds no character that HTML or a shell would read as more than text.
 */
export const docs = new Hono<{ Bindings: Env }>().get("/docs", (c) => {
  const nonce = freshNonce();
  const html = page.replace(NONCE_MARK, nonce).replaceAll(ORIGIN_MARK, publicOrigin(c.env, c.req.url));
  return c.html(html, 200, pageHeaders(nonce));
});

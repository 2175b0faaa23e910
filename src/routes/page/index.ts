import { Hono } from "hono";
import { freshNonce, pageHeaders } from "../../middleware/page-policy.ts";
import { pageHtml } from "./html.ts";

/** `GET /`: the plain page with the latest alerts. It holds no data; its script asks the API with a token. */
export const page = new Hono().get("/", (c) => {
  const nonce = freshNonce();
  return c.html(pageHtml(nonce), 200, pageHeaders(nonce));
});

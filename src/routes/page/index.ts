import { Hono } from "hono";
import { pageHtml, pagePolicy } from "./html.ts";

const NONCE_BYTES = 18;

/** `GET /`: the plain page with the latest alerts. It holds no data; its script asks the API with a token. */
export const page = new Hono().get("/", (c) => {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const nonce = Buffer.from(bytes).toString("base64url");
  return c.html(pageHtml(nonce), 200, {
    "content-security-policy": pagePolicy(nonce),
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
  });
});

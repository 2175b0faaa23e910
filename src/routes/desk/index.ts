import { Hono } from "hono";
import type { Env } from "../../env.ts";
import { freshNonce, pageHeaders } from "../../middleware/page-policy.ts";
import { notFound } from "../problem.ts";
import { deskFile, NONCE_PLACE } from "./files.ts";

/**
 * `GET /desk…`: the trading desk. Every address below it is the same page, which finds its way by itself; its files
 * carry a digest in their names, so browsers keep them for good.
 */
export const desk = new Hono<{ Bindings: Env }>()
  .get("/", (c) => c.redirect("/desk/", 302))
  .get("/desk", deskPage)
  .get("/desk/*", deskPage)
  .get("/assets/:file", async (c) => {
    const file = await deskFile(c.env, c.req.path, c.req.header("accept-encoding") ?? "");
    return file ?? notFound("not_found", "There is no such file.");
  });

async function deskPage(c: { env: Env }): Promise<Response> {
  const page = await c.env.ASSETS.fetch("http://assets/index.html");
  if (!page.ok) return notFound("not_found", "This gateway was deployed without its trading desk.");
  const nonce = freshNonce();
  const html = (await page.text()).replaceAll(NONCE_PLACE, nonce);
  return new Response(html, {
    headers: { "content-type": "text/html; charset=utf-8", ...pageHeaders(nonce) },
  });
}

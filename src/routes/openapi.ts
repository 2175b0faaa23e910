import { Hono } from "hono";
import document from "../openapi/generated/openapi.json.txt";
import { dataHeaders } from "./problem.ts";

/**
 * `GET /openapi.json`: what the API is, made at build time of the descriptions beside the routes. It is the same for
 * everybody and tells nothing that the sources do not.
 */
export const openapi = new Hono().get(
  "/openapi.json",
  () =>
    new Response(document, {
      headers: {
        ...dataHeaders,
        "content-type": "application/json; charset=utf-8",
        "cache-control": "public, max-age=300",
      },
    }),
);

import * as z from "zod";
import type { ResourceDescription } from "../openapi/description.ts";
import { done } from "../openapi/schemas.ts";
import { deskReportSchema } from "./desk/report.ts";

const ANYBODY = "Anybody.";

export const publicDescription: ResourceDescription = {
  name: "The gateway itself",
  about: "What anybody may ask. None of it holds data of a tenant.",
  routes: [
    {
      route: "GET /healthz",
      summary: "Ask whether it answers",
      about: "The only address that is answered over plain HTTP too.",
      access: ANYBODY,
      answers: [{ status: 200, about: "It does.", schema: done("ok") }],
    },
    {
      route: "GET /.well-known/jwks.json",
      summary: "Get the public keys of access tokens",
      about:
        "Two while one is being replaced. A token that verifies may have been ended a moment ago; only the gateway knows.",
      access: ANYBODY,
      answers: [
        {
          status: 200,
          about: "A JSON Web Key Set.",
          schema: z.object({
            keys: z.array(
              z.object({
                kid: z.string(),
                kty: z.literal("OKP"),
                crv: z.literal("Ed25519"),
                x: z.string(),
                alg: z.literal("EdDSA"),
                use: z.literal("sig"),
              }),
            ),
          }),
        },
      ],
    },
    {
      route: "GET /openapi.json",
      summary: "Get this description",
      access: ANYBODY,
      answers: [
        {
          status: 200,
          about: "An OpenAPI 3.1 document.",
          schema: z.object({ openapi: z.string() }).loose(),
        },
      ],
    },
    {
      route: "GET /docs",
      summary: "Read this description",
      access: ANYBODY,
      answers: [{ status: 200, about: "A page without scripts.", type: "text/html" }],
    },
    {
      route: "GET /",
      summary: "Go to the trading desk",
      access: ANYBODY,
      answers: [{ status: 302, about: "To `/desk/`.", type: "text/plain" }],
    },
    {
      route: "GET /desk",
      summary: "Open the trading desk",
      about:
        "Every address below `/desk/` answers the same page, which logs people in and finds its way by itself.",
      access: ANYBODY,
      answers: [{ status: 200, about: "The page; it holds no data.", type: "text/html" }],
      problems: ["not_found"],
    },
    {
      route: "GET /assets/:file",
      summary: "Get a file of the trading desk",
      about: "Its name carries a digest of what is in it, so browsers keep it for good.",
      access: ANYBODY,
      answers: [{ status: 200, about: "A script or a style sheet.", type: "text/javascript" }],
      problems: ["not_found"],
    },
    {
      route: "POST /desk-report",
      summary: "Report a fault of the desk's own script",
      about: "For the desk itself. It goes into the gateway's log; 30 a minute are taken.",
      access: ANYBODY,
      body: deskReportSchema,
      example: { name: "TypeError", stack: "at Story (story.js:1:2)", component: "Story", page: "/alerts" },
      answers: [{ status: 204, about: "Noted." }],
      problems: ["rate_limited", "cross_site"],
    },
    {
      route: "POST /csp-report",
      summary: "Report a broken content policy",
      about: "For browsers. Nothing of a report is kept but which policy was broken on which page.",
      access: ANYBODY,
      rawBody: {
        type: "application/csp-report",
        about: "Or `application/reports+json`; at most 16 KiB.",
        example: '{"csp-report":{"effective-directive":"img-src","blocked-uri":"inline"}}',
      },
      answers: [{ status: 204, about: "Counted." }],
      problems: ["unsupported_media_type", "rate_limited", "body_too_large", "malformed_json"],
    },
  ],
};

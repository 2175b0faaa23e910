import * as z from "zod";
import type { ResourceDescription } from "../openapi/description.ts";
import { done } from "../openapi/schemas.ts";

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
      summary: "See the latest alerts",
      about: "A page that asks for a token and keeps it in memory only.",
      access: ANYBODY,
      answers: [{ status: 200, about: "The page; it holds no data.", type: "text/html" }],
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

import * as z from "zod";
import { tenantIdSchema } from "../../domain/ids.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { done, epochMs, wholeList } from "../../openapi/schemas.ts";
import { passkeySchema, passwordChangeSchema, totpSchema } from "./factors.ts";
import { personRoutes } from "./person.description.ts";
import { renameSchema } from "./sessions.ts";

/** A session as its owner sees it. */
export const sessionViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  client: z.enum(["browser", "program"]),
  factor: z.string().describe("How it was begun: `password`, `totp`, `recovery_code` or `passkey`."),
  address: z.string(),
  tenantId: tenantIdSchema,
  startedAtMs: epochMs,
  lastSeenAtMs: epochMs,
  current: z.boolean().describe("The one that asks."),
});

const changedSchema = z.object({
  recoveryCodes: z
    .array(z.string())
    .nullable()
    .describe("When they are the first; no other answer shows them."),
  sessionsEnded: z.int().describe("The person's other sessions, which a changed factor ends."),
});
nameSchema(changedSchema, "FactorChanged");

const credential = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
};

export const meDescription: ResourceDescription = {
  name: "Oneself",
  about:
    "What people manage of themselves: their sessions, their password, their factors, and what is held of them.",
  routes: [
    {
      route: "GET /api/me/sessions",
      summary: "List one's sessions",
      answers: [{ status: 200, about: "Those that live.", schema: wholeList(sessionViewSchema) }],
    },
    {
      route: "DELETE /api/me/sessions",
      summary: "End all other sessions",
      answers: [{ status: 200, about: "How many ended.", schema: z.object({ ended: z.int() }) }],
    },
    {
      route: "PATCH /api/me/sessions/:sessionId",
      summary: "Name a session",
      body: renameSchema,
      example: { name: "The laptop at home" },
      answers: [{ status: 200, about: "Named.", schema: done("renamed") }],
      problems: ["not_found"],
    },
    {
      route: "DELETE /api/me/sessions/:sessionId",
      summary: "End a session",
      answers: [{ status: 200, about: "Ended.", schema: done("ended") }],
      problems: ["not_found"],
    },
    {
      route: "POST /api/me/password",
      summary: "Change the password",
      body: passwordChangeSchema,
      example: { current: "gravel tulip sonar mitten", next: "walnut ferry opaque drizzle" },
      answers: [{ status: 200, about: "Changed.", schema: changedSchema }],
      problems: [
        "wrong_factor",
        "password_too_short",
        "password_too_long",
        "password_common",
        "password_not_text",
        "password_breached",
      ],
    },
    {
      route: "POST /api/me/totp",
      summary: "Begin with an authenticator app",
      answers: [
        {
          status: 201,
          about: "The secret for the app, which no other answer shows.",
          schema: z.object({
            token: z.string(),
            secret: z.string(),
            uri: z.string().describe("`otpauth:`, for a QR code."),
          }),
        },
      ],
      problems: ["already_set_up"],
    },
    {
      route: "POST /api/me/totp/confirm",
      summary: "Finish it with a code",
      body: totpSchema,
      example: { token: "sp_stp_…", code: "123456" },
      answers: [{ status: 200, about: "The app counts from now on.", schema: changedSchema }],
      problems: ["challenge_ended", "wrong_factor", "already_set_up"],
    },
    {
      route: "DELETE /api/me/totp",
      summary: "Remove the authenticator app",
      answers: [{ status: 200, about: "Removed.", schema: changedSchema }],
      problems: ["not_found"],
    },
    {
      route: "POST /api/me/recovery-codes",
      summary: "Make new recovery codes",
      about: "The old ones are void.",
      answers: [
        {
          status: 201,
          about: "The codes, which no other answer shows.",
          schema: changedSchema,
        },
      ],
      problems: ["second_factor_needed"],
    },
    {
      route: "POST /api/me/passkeys/options",
      summary: "Begin with a passkey",
      answers: [
        {
          status: 201,
          about: "`options` are for `navigator.credentials.create`.",
          schema: z.object({ token: z.string(), options: z.record(z.string(), z.unknown()) }),
        },
      ],
      problems: ["too_many"],
    },
    {
      route: "POST /api/me/passkeys",
      summary: "Finish it with the browser's answer",
      body: passkeySchema,
      example: { token: "sp_stp_…", name: "Key ring", credential },
      answers: [{ status: 201, about: "The passkey counts from now on.", schema: changedSchema }],
      problems: ["challenge_ended", "wrong_factor", "too_many", "already_set_up"],
    },
    {
      route: "DELETE /api/me/passkeys/:passkeyId",
      summary: "Remove a passkey",
      answers: [{ status: 200, about: "Removed.", schema: changedSchema }],
      problems: ["not_found"],
    },
    ...personRoutes,
  ],
};

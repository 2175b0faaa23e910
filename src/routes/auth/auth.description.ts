import * as z from "zod";
import { memberRoleSchema } from "../../domain/access/roles.ts";
import { accountIdSchema, idSchema, tenantIdSchema } from "../../domain/ids.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { done, epochMs } from "../../openapi/schemas.ts";
import { claimSchema, joinSchema, signUpSchema } from "./entrance.ts";
import { loginSchema, passkeySchema, secondFactorSchema } from "./login.ts";
import { refreshSchema } from "./session.ts";
import { changeSchema, proofSchema } from "./step-up.ts";

const loggedIn = {
  status: z.literal("logged_in"),
  user: z.object({ id: idSchema("usr"), email: z.string() }),
  tenantId: tenantIdSchema,
  role: memberRoleSchema,
  sessionId: z.string(),
  expiresIn: z.int().describe("Seconds for which the access token is good."),
};

const sessionSchema = z.union([
  z.object({
    ...loggedIn,
    accessToken: z.string(),
    refreshToken: z.string().describe("Good for one renewal; using it twice ends the session."),
    tokenType: z.literal("Bearer"),
  }),
  z.object({ ...loggedIn, csrfToken: z.string().describe("Both tokens are in cookies.") }),
]);
nameSchema(sessionSchema, "LoggedIn");

const loginSchemaOfAnswer = z.union([
  sessionSchema,
  z.object({
    status: z.literal("second_factor"),
    token: z.string(),
    methods: z.array(z.enum(["totp", "recovery_code"])),
  }),
]);

const profileSchema = z.object({
  userId: idSchema("usr"),
  email: z.string(),
  tenantId: tenantIdSchema,
  role: memberRoleSchema.nullable(),
  accounts: z
    .array(accountIdSchema)
    .nullable()
    .describe("The trading accounts that the person is confined to; null: all of the tenant's."),
  tenants: z.array(z.object({ tenantId: tenantIdSchema, role: memberRoleSchema })),
  csrfToken: z.string(),
  factors: z.object({
    totp: z.boolean(),
    recoveryCodesLeft: z.int(),
    passkeys: z.array(
      z.object({ id: z.string(), name: z.string(), createdAtMs: epochMs, lastUsedAtMs: epochMs.nullable() }),
    ),
  }),
  sessionId: z.string(),
});

const challengeSchema = z.object({
  token: z.string(),
  methods: z.array(z.string()),
  changeHash: z.string().describe("SHA-256 of what is confirmed, in hex."),
  passkey: z
    .object({
      challenge: z.string(),
      rpId: z.string(),
      userVerification: z.literal("required"),
      allowCredentials: z.array(z.object({ id: z.string(), type: z.literal("public-key") })),
    })
    .nullable()
    .describe("For `navigator.credentials.get`; null without a passkey."),
});

const credential = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA", userHandle: "AAAA" },
};
const login = { email: "ann@example.com", password: "gravel tulip sonar mitten" };
const consents = { terms: "2026-11", privacy: "2026-11", productNotices: false };
const DOOR = ["rate_limited", "address_blocked"];
const PASSWORD = [
  "password_too_short",
  "password_too_long",
  "password_common",
  "password_not_text",
  "password_breached",
];

const proved = {
  status: z.literal("confirmed"),
  token: z.string(),
  expiresIn: z.int().describe("Seconds for which the access token is good."),
};
const provedSchema = z.union([
  z.object({ ...proved, accessToken: z.string().describe("The one of before ends within seconds.") }),
  z.object(proved).describe("The access token is in its cookie."),
]);

/** What the deployment asks people to agree to. */
export const askedSchema = z.object({
  terms: z.string().nullable().describe("The version of the terms; null: none are asked for."),
  privacy: z.string().nullable().describe("The version of the privacy notice; null: none is asked for."),
});
nameSchema(askedSchema, "AskedConsents");

export const authDescription: ResourceDescription = {
  name: "Coming in",
  about:
    "How people come in, stay, confirm and leave. Everything that tries a secret counts against the address that it comes from.",
  routes: [
    {
      route: "GET /api/auth/consents",
      summary: "Ask what a sign-up must agree to",
      about: "The operator's texts in their versions of now. A sign-up names the versions that were shown.",
      answers: [{ status: 200, about: "The versions.", schema: askedSchema }],
    },
    {
      route: "POST /api/auth/claim",
      summary: "Claim the deployment",
      about: "Once, with the code that `npm start` or the operator gives: makes the first owner.",
      body: claimSchema,
      example: { code: "sp_clm_…", ...login, consents },
      answers: [{ status: 200, about: "Logged in.", schema: loginSchemaOfAnswer }],
      problems: [...DOOR, ...PASSWORD, "invalid_key", "wrong_credentials", "consent_needed"],
    },
    {
      route: "POST /api/auth/signup",
      summary: "Sign up",
      about: "With an access key (`sp_key_…`) or an invitation (`sp_inv_…`), which is spent by it.",
      body: signUpSchema,
      example: { key: "sp_key_…", ...login, consents },
      answers: [{ status: 200, about: "Logged in.", schema: loginSchemaOfAnswer }],
      problems: [...DOOR, ...PASSWORD, "invalid_key", "wrong_credentials", "consent_needed"],
    },
    {
      route: "POST /api/auth/login",
      summary: "Log in with a password",
      body: loginSchema,
      example: login,
      answers: [
        { status: 200, about: "Logged in, or asked for the second factor.", schema: loginSchemaOfAnswer },
      ],
      problems: [...DOOR, "wrong_credentials", "not_a_member", "member_locked"],
    },
    {
      route: "POST /api/auth/second-factor",
      summary: "Give the second factor",
      about: "Three wrong answers end the login.",
      body: secondFactorSchema,
      example: { token: "sp_log_…", code: "123456" },
      answers: [{ status: 200, about: "Logged in.", schema: loginSchemaOfAnswer }],
      problems: [
        ...DOOR,
        "wrong_credentials",
        "challenge_ended",
        "invalid_token",
        "malformed_token",
        "not_a_member",
        "member_locked",
      ],
    },
    {
      route: "POST /api/auth/passkey/challenge",
      summary: "Begin a login with a passkey",
      answers: [
        {
          status: 200,
          about: "For `navigator.credentials.get`.",
          schema: z.object({
            challenge: z.string(),
            rpId: z.string(),
            userVerification: z.literal("required"),
            timeout: z.int().describe("Milliseconds."),
          }),
        },
      ],
    },
    {
      route: "POST /api/auth/passkey",
      summary: "Log in with a passkey",
      about: "`credential` is what `toJSON()` gives in the browser.",
      body: passkeySchema,
      example: { challenge: "…", credential },
      answers: [{ status: 200, about: "Logged in.", schema: loginSchemaOfAnswer }],
      problems: [...DOOR, "wrong_credentials", "not_a_member", "member_locked"],
    },
    {
      route: "POST /api/auth/refresh",
      summary: "Renew the tokens",
      about:
        "The refresh token is spent; using it twice ends the session. A browser sends `{}`: its cookie holds it.",
      body: refreshSchema,
      example: { refreshToken: "sp_ref_…" },
      answers: [{ status: 200, about: "Logged in again.", schema: sessionSchema }],
      problems: [
        "invalid_refresh_token",
        "refresh_token_reused",
        "session_ended",
        "not_a_member",
        "member_locked",
      ],
    },
    {
      route: "GET /api/auth/session",
      summary: "Show who one is",
      about: "In which tenant, with which factors; and the CSRF token for the next 5 minutes.",
      answers: [{ status: 200, about: "The person.", schema: profileSchema }],
    },
    {
      route: "POST /api/auth/logout",
      summary: "Log out",
      about: "Ends the session on the server, the cookies, and what the browser kept of the site.",
      answers: [{ status: 200, about: "Logged out.", schema: done("logged_out") }],
    },
    {
      route: "POST /api/auth/join",
      summary: "Join a further tenant",
      body: joinSchema,
      example: { key: "sp_inv_…" },
      answers: [
        {
          status: 200,
          about: "A member now.",
          schema: z.object({ tenantId: tenantIdSchema, role: memberRoleSchema }),
        },
      ],
      problems: ["invalid_key"],
    },
    {
      route: "POST /api/auth/step-up",
      summary: "Announce a change to be confirmed",
      about: "Method, path and body of the request that is going to be made, exactly.",
      body: changeSchema,
      example: { method: "POST", path: `/api/accounts/acc_${"0".repeat(26)}/pairing` },
      answers: [{ status: 201, about: "How it can be confirmed.", schema: challengeSchema }],
      problems: ["nothing_to_confirm", "second_factor_needed"],
    },
    {
      route: "POST /api/auth/step-up/proof",
      summary: "Confirm it",
      about:
        "With a code, a passkey or, for the first factor of all, the password. Three wrong answers end the session.",
      body: proofSchema,
      example: { token: "sp_stp_…", code: "123456" },
      answers: [
        {
          status: 200,
          about: "The token to send as `X-Step-Up`, and a new access token to make the change with.",
          schema: provedSchema,
        },
      ],
      problems: ["challenge_ended", "wrong_factor", "second_factor_needed"],
    },
  ],
};

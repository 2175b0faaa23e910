import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import * as z from "zod";
import { normaliseEmail } from "../../domain/access/email.ts";

/** The fields of the identity routes. Bodies are closed: what is not known here is refused. */

export const emailSchema = z
  .string()
  .max(320)
  .transform((text, context) => {
    const email = normaliseEmail(text);
    if (email !== null) return email;
    context.addIssue({ code: "custom", message: "is not an e-mail address" });
    return z.NEVER;
  });

/** Judged by the rules only where a password is chosen; here it is only kept from being absurd. */
export const passwordSchema = z.string().max(1_024);
export const keySchema = z.string().max(200);
export const totpCodeSchema = z.string().max(16);

/** One line that people write; it is shown and logged, so without line breaks, control and direction characters. */
export function lineSchema(longest: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "must not hold control characters");
}

export const labelSchema = lineSchema(80);

/** What every login may say of itself. */
export const contextFields = {
  /** A browser gets cookies, a program tokens in the answer. */
  client: z.enum(["browser", "program"]).default("program"),
  /** How the session is called on the person's list. */
  name: labelSchema.default("Unnamed"),
  tenantId: z.string().max(40).nullable().default(null),
};

const base64url = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/);
const attachment = z.enum(["cross-platform", "platform"]);

/** As browsers' `PublicKeyCredential.toJSON()` gives it; more fields may come, and are not looked at. */
export const assertionSchema = z
  .object({
    id: base64url,
    rawId: base64url,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: base64url.optional(),
    }),
    authenticatorAttachment: attachment.optional(),
  })
  .transform((credential): AuthenticationResponseJSON => {
    const { userHandle, ...response } = credential.response;
    return {
      id: credential.id,
      rawId: credential.rawId,
      type: credential.type,
      response: { ...response, ...(userHandle === undefined ? {} : { userHandle }) },
      clientExtensionResults: {},
    };
  });

export const registrationSchema = z
  .object({
    id: base64url,
    rawId: base64url,
    type: z.literal("public-key"),
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
    authenticatorAttachment: attachment.optional(),
  })
  .transform((credential): RegistrationResponseJSON => {
    const { clientDataJSON, attestationObject } = credential.response;
    const known = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;
    const transports = known.filter((transport) => credential.response.transports?.includes(transport));
    return {
      id: credential.id,
      rawId: credential.rawId,
      type: credential.type,
      response: { clientDataJSON, attestationObject, transports },
      clientExtensionResults: {},
    };
  });

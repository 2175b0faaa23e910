import * as z from "zod";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/** What people agree to: two texts of the operator's, each in a version, and being told of news. */
export const consentKindSchema = z.enum(["terms", "privacy", "product_notices"]);
export type ConsentKind = z.infer<typeof consentKindSchema>;

/** The versions that are asked for now; null: there is no such text, and nothing is asked. */
export interface Asked {
  readonly terms: string | null;
  readonly privacy: string | null;
}

/** What comes with a sign-up; a version is the one that the person was shown. */
export const consentAnswerSchema = z.strictObject({
  terms: z.string().max(40).optional(),
  privacy: z.string().max(40).optional(),
  productNotices: z.boolean().default(false),
});
export type ConsentAnswer = z.infer<typeof consentAnswerSchema>;

/** Something that was agreed to; `version` is null where there is no text. */
export interface Agreement {
  readonly kind: ConsentKind;
  readonly version: string | null;
}

export function askedBy(terms: string | undefined, privacy: string | undefined): Asked {
  return { terms: terms || null, privacy: privacy || null };
}

/** What an answer agrees to; refused unless that is everything that is asked, in the versions of now. */
export function agreementsOf(answer: ConsentAnswer, asked: Asked): Result<Agreement[], Refusal> {
  const agreed: Agreement[] = [];
  for (const kind of ["terms", "privacy"] as const) {
    const version = asked[kind];
    if (version === null) continue;
    if (answer[kind] !== version) return err(consentNeeded(kind, version));
    agreed.push({ kind, version });
  }
  if (answer.productNotices) agreed.push({ kind: "product_notices", version: null });
  return ok(agreed);
}

/** The version of a text that somebody agrees to now; refused when it is another one than they were shown. */
export function agreementTo(
  kind: ConsentKind,
  shown: string | undefined,
  asked: Asked,
): Result<Agreement, Refusal> {
  if (kind === "product_notices") return ok({ kind, version: null });
  const version = asked[kind];
  if (version === null) return err(refusal("nothing_asked", "There is no such text to agree to here."));
  return shown === version ? ok({ kind, version }) : err(consentNeeded(kind, version));
}

function consentNeeded(kind: "terms" | "privacy", version: string): Refusal {
  const text = kind === "terms" ? "the terms" : "the privacy notice";
  return refusal("consent_needed", `This needs your agreement to ${text} in version ${version}.`, {
    hint: `GET /api/auth/consents names what is asked; send the version of ${kind} that was shown.`,
  });
}

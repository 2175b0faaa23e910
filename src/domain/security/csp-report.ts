import * as z from "zod";

/**
 * What a browser says that a Content-Security-Policy stopped. Anybody can send such a report with anything in it, so
 * none of its text is kept: every field is brought down to one of a few words of our own.
 */

const directives = [
  "default-src",
  "script-src",
  "script-src-elem",
  "script-src-attr",
  "style-src",
  "style-src-elem",
  "style-src-attr",
  "img-src",
  "connect-src",
  "font-src",
  "object-src",
  "base-uri",
  "form-action",
  "frame-ancestors",
  "require-trusted-types-for",
  "trusted-types",
] as const;

const blockedWords = ["inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"] as const;

export interface CspViolation {
  readonly directive: (typeof directives)[number] | "other";
  readonly blocked: (typeof blockedWords)[number] | "same-origin" | "url" | "other";
  readonly page: string;
}

/** As `Content-Type: application/csp-report` has it (CSP level 2). */
const oldReportSchema = z.object({
  "csp-report": z.object({
    "document-uri": z.string().optional(),
    "effective-directive": z.string().optional(),
    "violated-directive": z.string().optional(),
    "blocked-uri": z.string().optional(),
  }),
});
/** As `Content-Type: application/reports+json` has it (Reporting API). */
const newReportSchema = z.object({
  type: z.literal("csp-violation"),
  body: z.object({
    documentURL: z.string().optional(),
    effectiveDirective: z.string().optional(),
    blockedURL: z.string().optional(),
  }),
});

/** A browser sends what gathered in some seconds together; more than this is no browser. */
const MOST_REPORTS = 20;

/** The violations in a body that was parsed as JSON; `pages` are the paths that may be named. */
export function violationsIn(
  body: unknown,
  ownOrigin: string,
  pages: readonly string[],
): readonly CspViolation[] {
  const old = oldReportSchema.safeParse(body);
  if (old.success) {
    const report = old.data["csp-report"];
    const directive = report["effective-directive"] ?? report["violated-directive"]?.split(" ")[0];
    return [
      {
        directive: directiveOf(directive),
        blocked: blockedOf(report["blocked-uri"], ownOrigin),
        page: pageOf(report["document-uri"], ownOrigin, pages),
      },
    ];
  }
  if (!Array.isArray(body)) return [];
  return body.slice(0, MOST_REPORTS).flatMap((item) => {
    const report = newReportSchema.safeParse(item);
    if (!report.success) return [];
    const { documentURL, effectiveDirective, blockedURL } = report.data.body;
    return [
      {
        directive: directiveOf(effectiveDirective),
        blocked: blockedOf(blockedURL, ownOrigin),
        page: pageOf(documentURL, ownOrigin, pages),
      },
    ];
  });
}

function directiveOf(text: string | undefined): CspViolation["directive"] {
  return directives.find((known) => known === text) ?? "other";
}

function blockedOf(text: string | undefined, ownOrigin: string): CspViolation["blocked"] {
  if (text === undefined) return "other";
  const word = blockedWords.find((known) => known === text);
  if (word !== undefined) return word;
  const url = URL.parse(text);
  if (url === null) return "other";
  return url.origin === ownOrigin ? "same-origin" : "url";
}

function pageOf(text: string | undefined, ownOrigin: string, pages: readonly string[]): string {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || url.origin !== ownOrigin) return "other";
  return pages.find((page) => page === url.pathname) ?? "other";
}

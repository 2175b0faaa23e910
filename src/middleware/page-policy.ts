/** The name of the one Trusted Types policy that a page may make; none of today's pages makes any. */
const TRUSTED_TYPES_POLICY = "sallyport";

/** Where browsers send what a policy stopped; see routes/csp-report.ts. */
export const CSP_REPORT_PATH = "/csp-report";
export const CSP_REPORT_GROUP = "csp";

const NONCE_BYTES = 18;

/** 144 random bits in base64url. It must be new for every answer: whoever can guess it can run a script. */
export function freshNonce(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(NONCE_BYTES))).toString("base64url");
}

/**
 * What a page may do: run the scripts and styles that carry `nonce`, ask its own origin, and nothing else. Text can
 * become markup or code only through a Trusted Types policy of our name (ASVS 3.4.3).
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${TRUSTED_TYPES_POLICY}`,
    `report-uri ${CSP_REPORT_PATH}`,
    `report-to ${CSP_REPORT_GROUP}`,
  ].join("; ");
}

/** The headers of a page; the middleware adds those that every answer has. */
export function pageHeaders(nonce: string): Record<string, string> {
  return {
    "content-security-policy": pagePolicy(nonce),
    "reporting-endpoints": `${CSP_REPORT_GROUP}="${CSP_REPORT_PATH}"`,
    "cache-control": "no-store",
  };
}

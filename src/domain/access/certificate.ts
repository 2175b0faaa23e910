import * as z from "zod";

/**
 * What the edge says of the client's certificate. All values are strings, see Cloudflare's page "Client
 * certificate variables": a revoked certificate still counts as verified there, so both are looked at.
 */
export const clientCertificateSchema = z.object({
  certPresented: z.string(),
  certVerified: z.string(),
  certRevoked: z.string(),
  certSubjectDN: z.string().default(""),
});
export type ClientCertificate = z.infer<typeof clientCertificateSchema>;

/** The subject of TradingView's webhook certificate (solution 43000680459). */
const TRADINGVIEW_SUBJECT = "CN=TradingView Webhooks";
/** An escaped comma belongs to a value; splitting there would let `O=x\,CN=…` pass for a name. */
const UNESCAPED_COMMA = /(?<!\\),/;

/** True for a certificate that was presented, verified against the zone's CA, and not revoked. */
export function certificateVerified(certificate: ClientCertificate | null): boolean {
  return (
    certificate !== null &&
    certificate.certPresented === "1" &&
    certificate.certVerified === "SUCCESS" &&
    certificate.certRevoked === "0"
  );
}

/**
 * True when the verified certificate is TradingView's. It proves the platform and not which of its users
 * sends, so it never stands in for the strategy's secret.
 */
export function certificateIsTradingView(certificate: ClientCertificate | null): boolean {
  if (certificate === null || !certificateVerified(certificate)) return false;
  return certificate.certSubjectDN.split(UNESCAPED_COMMA).some((part) => part.trim() === TRADINGVIEW_SUBJECT);
}

import { base64url, CompactSign } from "jose";
import * as z from "zod";
import { parsePlainJson } from "../domain/json/strict.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";

/**
 * Compact JWS by Ed25519, made by the library and read by a stricter reader than its own, which accepts
 * blanks and non-canonical trailing bits in a segment and duplicate keys in a header: one token would have
 * many spellings, and two readers could understand it differently. Every token of the links goes through
 * here, at both ends.
 */

/** Longest token that is looked at. */
const MAX_TOKEN_CHARACTERS = 16_384;
const SEGMENT = /^[A-Za-z0-9_-]+$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ALGORITHM = "EdDSA";

const textDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const textEncoder = new TextEncoder();

/** True when base64url text is the only spelling of its bytes: the unused bits of its last character are 0. */
function isCanonical(segment: string): boolean {
  const unused = (segment.length * 6) % 8;
  if (segment.length % 4 === 1) return false;
  const last = ALPHABET.indexOf(segment.charAt(segment.length - 1));
  return (last & ((1 << unused) - 1)) === 0;
}

/** The protected header that `signCompact` writes; a token with anything else in it is refused. */
const headerSchema = z.strictObject({ alg: z.literal(ALGORITHM), kid: z.string(), typ: z.string() });

/** True when `signature` is that of `data` by one Ed25519 key. */
export type Verifier = (data: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** Who may have signed, by `kid`. */
export type VerificationKeys = ReadonlyMap<string, Verifier>;

/** Signs `payload` (a JSON text) as a compact JWS with `typ` and `kid` in its protected header. */
export function signCompact(payload: string, typ: string, kid: string, key: CryptoKey): Promise<string> {
  return new CompactSign(textEncoder.encode(payload))
    .setProtectedHeader({ alg: ALGORITHM, kid, typ })
    .sign(key);
}

/**
 * Verifies a compact JWS and returns its payload as plain JSON data, still to be parsed by a schema.
 * Refused: any algorithm but EdDSA, another `typ`, an unknown `kid`, any other header, a segment that is
 * not canonical base64url, a header or payload that is not strict JSON.
 */
export async function verifyCompact(
  token: string,
  typ: string,
  keys: VerificationKeys,
): Promise<Result<unknown, Refusal>> {
  if (token.length > MAX_TOKEN_CHARACTERS) return err(badToken("it is too long"));
  const [header, payload, signature, ...rest] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    return err(badToken("it has not three segments"));
  }
  for (const segment of [header, payload, signature]) {
    if (!SEGMENT.test(segment) || !isCanonical(segment)) return err(badToken("a segment is not base64url"));
  }
  const protectedHeader = headerSchema.safeParse(readJson(header).data);
  const verifies = protectedHeader.success ? keys.get(protectedHeader.data.kid) : undefined;
  // Every reason is the same to the sender; telling them apart would help to forge.
  if (verifies === undefined || protectedHeader.data?.typ !== typ) return err(badSignature);
  const signed = textEncoder.encode(token.slice(0, header.length + 1 + payload.length));
  if (!(await verifies(signed, bytesOf(signature)))) return err(badSignature);
  const { data, fault } = readJson(payload);
  return fault === undefined ? ok(data) : err(badToken(`its payload is refused: ${fault}`));
}

const badSignature: Refusal = refusal("bad_signature", "The signature does not verify with a known key.");

/** The JSON in a segment, or what is wrong with it. */
function readJson(segment: string): { readonly data?: unknown; readonly fault?: string } {
  let text: string;
  try {
    text = textDecoder.decode(bytesOf(segment));
  } catch {
    return { fault: "it is not UTF-8" };
  }
  const plain = parsePlainJson(text);
  return plain.ok ? { data: plain.value } : { fault: plain.error.message };
}

function bytesOf(segment: string): Uint8Array {
  return base64url.decode(segment);
}

function badToken(why: string): Refusal {
  return refusal("malformed_token", `The token is refused: ${why}.`);
}

/** A verifier by the runtime's WebCrypto. */
export function verifierOf(key: CryptoKey): Verifier {
  return (data, signature) => crypto.subtle.verify("Ed25519", key, signature, data);
}

/** Public keys as they travel: a JWK with the `kid` under which they sign. */
export interface PublicJwk {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
}

/** Turns public JWKs into keys for `verifyCompact`. Throws when a JWK is no Ed25519 public key. */
export async function importPublicKeys(jwks: readonly PublicJwk[]): Promise<VerificationKeys> {
  const keys = new Map<string, Verifier>();
  for (const { kid, kty, crv, x } of jwks) {
    if (keys.has(kid)) throw new Error(`two keys have the kid ${kid}`);
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x }, { name: "Ed25519" }, true, ["verify"]);
    keys.set(kid, verifierOf(key));
  }
  return keys;
}

import { CompactSign, type CompactVerifyResult, compactVerify } from "jose";
import { parseStrictJson, toPlain } from "../domain/json/strict.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, type Result } from "../domain/result.ts";

/**
 * Compact JWS by Ed25519, read more strictly than the library does by itself: it accepts blanks and
 * non-canonical trailing bits in a segment, which would give one token many spellings, and it would
 * take keys of any use. Every token of the links goes through here, at both ends.
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

/** A public key that may verify, by its `kid`. */
export type VerificationKeys = ReadonlyMap<string, CryptoKey>;

/** Signs `payload` (a JSON text) as a compact JWS with `typ` and `kid` in its protected header. */
export function signCompact(payload: string, typ: string, kid: string, key: CryptoKey): Promise<string> {
  return new CompactSign(textEncoder.encode(payload))
    .setProtectedHeader({ alg: ALGORITHM, kid, typ })
    .sign(key);
}

/**
 * Verifies a compact JWS and returns its payload as plain JSON data, still to be parsed by a schema.
 * Refused: any algorithm but EdDSA, another `typ`, an unknown `kid`, `crit`, a segment that is not
 * canonical base64url, a payload that is not strict JSON.
 */
export async function verifyCompact(
  token: string,
  typ: string,
  keys: VerificationKeys,
): Promise<Result<unknown, Refusal>> {
  if (token.length > MAX_TOKEN_CHARACTERS) return err(badToken("it is too long"));
  const segments = token.split(".");
  if (segments.length !== 3) return err(badToken("it has not three segments"));
  for (const segment of segments) {
    if (!SEGMENT.test(segment) || !isCanonical(segment)) return err(badToken("a segment is not base64url"));
  }
  let verified: CompactVerifyResult;
  try {
    verified = await compactVerify(
      token,
      (header) => {
        if (header.typ !== typ) throw new Error(`typ is not ${typ}`);
        if (header.crit !== undefined) throw new Error("crit is not supported");
        const key = header.kid === undefined ? undefined : keys.get(header.kid);
        if (key === undefined) throw new Error("the key is not known");
        return key;
      },
      { algorithms: [ALGORITHM] },
    );
  } catch {
    // Every reason is the same to the sender; telling them apart would help to forge.
    return err(refusal("bad_signature", "The signature does not verify with a known key."));
  }
  return readPayload(verified.payload);
}

function readPayload(bytes: Uint8Array): Result<unknown, Refusal> {
  let text: string;
  try {
    text = textDecoder.decode(bytes);
  } catch {
    return err(badToken("its payload is not UTF-8"));
  }
  const node = parseStrictJson(text);
  return node.ok ? toPlain(node.value) : err(badToken(`its payload is refused: ${node.error.message}`));
}

function badToken(why: string): Refusal {
  return refusal("malformed_token", `The token is refused: ${why}.`);
}

/** Turns public JWKs into keys for `verifyCompact`. Throws when a JWK is no Ed25519 public key. */
export async function importPublicKeys(
  jwks: readonly { readonly kid: string; readonly kty: string; readonly crv: string; readonly x: string }[],
): Promise<Map<string, CryptoKey>> {
  const keys = new Map<string, CryptoKey>();
  for (const { kid, kty, crv, x } of jwks) {
    if (keys.has(kid)) throw new Error(`two keys have the kid ${kid}`);
    keys.set(
      kid,
      await crypto.subtle.importKey("jwk", { kty, crv, x }, { name: "Ed25519" }, true, ["verify"]),
    );
  }
  return keys;
}

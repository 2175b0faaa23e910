import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { CHALLENGE_MS } from "../domain/access/limits.ts";
import { importPublicKeys, type PublicJwk, type VerificationKeys } from "../protocol/compact-jws.ts";
import type { SigningKey } from "../protocol/signed-order.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const privateKeySchema = z.object({
  kid: z.string().min(1),
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().length(43),
  d: z.string().length(43),
});
type PrivateKey = z.infer<typeof privateKeySchema>;
/** Two live side by side while one is being replaced. */
const configurationSchema = z.array(privateKeySchema).min(1).max(2);

const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const MAC_BYTES = 16;

/** The gateway's own keys for the tokens that it gives to people. */
export class AuthKeys {
  readonly #keys: readonly PrivateKey[];
  #signing: Promise<SigningKey> | undefined;
  #verification: Promise<VerificationKeys> | undefined;

  /** `configured` is the value of AUTH_KEYS; one that cannot be used throws, naming no key. */
  constructor(configured: string) {
    const keys = configurationSchema.safeParse(JSON.parse(configured));
    if (!keys.success) throw new Error("AUTH_KEYS is not a JSON array of one or two private Ed25519 JWKs");
    this.#keys = keys.data;
  }

  publicKeys(): PublicJwk[] {
    return this.#keys.map(({ kid, kty, crv, x }) => ({ kid, kty, crv, x }));
  }

  /** The newest key. */
  signing(): Promise<SigningKey> {
    this.#signing ??= importSigning(this.#newest());
    return this.#signing;
  }

  verification(): Promise<VerificationKeys> {
    this.#verification ??= importPublicKeys(this.publicKeys());
    return this.#verification;
  }

  /**
   * A challenge for a login by passkey, which belongs to nobody yet, so it is signed instead of stored. The
   * user's object sees to it that it is used once.
   */
  makeChallenge(nowMs: number): string {
    const body = Buffer.alloc(RANDOM_BYTES + TIME_BYTES);
    crypto.getRandomValues(body.subarray(0, RANDOM_BYTES));
    body.writeBigUInt64BE(BigInt(nowMs + CHALLENGE_MS), RANDOM_BYTES);
    return Buffer.concat([body, macOf(this.#newest(), body)]).toString("base64url");
  }

  /** Whether this is a challenge that was made here and has not expired. */
  isChallenge(text: string, nowMs: number): boolean {
    const bytes = Buffer.from(text, "base64url");
    if (bytes.length !== RANDOM_BYTES + TIME_BYTES + MAC_BYTES || bytes.toString("base64url") !== text)
      return false;
    const body = bytes.subarray(0, RANDOM_BYTES + TIME_BYTES);
    const mac = bytes.subarray(RANDOM_BYTES + TIME_BYTES);
    const made = this.#keys.some((key) => timingSafeEqual(macOf(key, body), mac));
    return made && body.readBigUInt64BE(RANDOM_BYTES) > BigInt(nowMs);
  }

  #newest(): PrivateKey {
    const last = this.#keys.at(-1);
    if (last === undefined) throw new Error("AUTH_KEYS is empty");
    return last;
  }
}

async function importSigning({ kid, ...jwk }: PrivateKey): Promise<SigningKey> {
  return { kid, key: await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["sign"]) };
}

/** Under a key of its own, derived from the signing key, so that one key does not serve two algorithms. */
function macOf(key: PrivateKey, body: Uint8Array): Buffer {
  const derived = createHmac("sha256", Buffer.from(key.d, "base64url")).update("passkey challenge").digest();
  return createHmac("sha256", derived).update(body).digest().subarray(0, MAC_BYTES);
}

interface Parsed {
  readonly keys: AuthKeys;
  readonly verified: VerifiedTokens;
}

const parsed = new Map<string, Parsed>();

/** Parsed and imported once for each isolate. */
function parsedKeys(configured: string): Parsed {
  const known = parsed.get(configured);
  if (known !== undefined) return known;
  const keys = new AuthKeys(configured);
  const fresh: Parsed = { keys, verified: new VerifiedTokens(() => keys.verification()) };
  parsed.set(configured, fresh);
  return fresh;
}

/** The keys of this deployment. */
export function authKeys(configured: string): AuthKeys {
  return parsedKeys(configured).keys;
}

/** The access tokens that these keys have signed. */
export function verifiedTokens(configured: string): VerifiedTokens {
  return parsedKeys(configured).verified;
}

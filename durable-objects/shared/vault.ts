import { createCipheriv, createDecipheriv } from "node:crypto";
import * as z from "zod";

/**
 * Secrets at rest that must be computed with, and so cannot be kept as digests: AES-256-GCM under the keys of
 * the deployment. The text `v1.<key id>.<nonce>.<ciphertext and tag>` names its key, so that keys can be
 * turned; what it belongs to is authenticated with it, so that a row copied to another place does not open.
 */

const VERSION = "v1";
const KEY_BYTES = 32;
/** NIST SP 800-38D: random nonces of 96 bits are good for 2^32 texts under one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keySchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
const configurationSchema = z.array(keySchema).min(1);

export class Vault {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #newest: string;

  /** `configured` is the value of VAULT_KEYS, the newest key last; one that cannot be used throws, naming no key. */
  constructor(configured: string) {
    const parsed = configurationSchema.safeParse(JSON.parse(configured));
    const keys = new Map(parsed.data?.map(({ id, key }) => [id, Buffer.from(key, "base64url")]));
    const newest = parsed.data?.at(-1)?.id;
    const whole = [...keys.values()].every(({ length }) => length === KEY_BYTES);
    if (newest === undefined || !whole || keys.size !== parsed.data?.length) {
      throw new Error("VAULT_KEYS is not a JSON array of keys with different ids");
    }
    this.#keys = keys;
    this.#newest = newest;
  }

  /** `belongsTo` says what the secret is and whose, e.g. `totp|usr_…`; the same text opens it again. */
  seal(secret: string, belongsTo: string): string {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const cipher = createCipheriv("aes-256-gcm", this.#key(this.#newest), nonce);
    cipher.setAAD(aadOf(this.#newest, belongsTo));
    const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return [
      VERSION,
      this.#newest,
      Buffer.from(nonce).toString("base64url"),
      sealed.toString("base64url"),
    ].join(".");
  }

  /** Throws for a text that was changed, belongs to something else, or names a key that is not there. */
  open(text: string, belongsTo: string): string {
    const { id, nonce, sealed } = partsOf(text);
    const decipher = createDecipheriv("aes-256-gcm", this.#key(id), nonce);
    decipher.setAAD(aadOf(id, belongsTo));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString(
      "utf8",
    );
  }

  /** True when the text is under an older key than the newest. */
  isOld(text: string): boolean {
    return partsOf(text).id !== this.#newest;
  }

  #key(id: string): Buffer {
    const key = this.#keys.get(id);
    if (key === undefined) throw new Error("a secret is sealed under a key that is not in VAULT_KEYS");
    return key;
  }
}

function partsOf(text: string): { id: string; nonce: Buffer; sealed: Buffer } {
  const [version, id, nonce, sealed, ...rest] = text.split(".");
  if (
    version !== VERSION ||
    id === undefined ||
    nonce === undefined ||
    sealed === undefined ||
    rest.length > 0
  ) {
    throw new Error("this is no sealed secret");
  }
  const parts = { id, nonce: Buffer.from(nonce, "base64url"), sealed: Buffer.from(sealed, "base64url") };
  // A shorter tag would be a weaker one.
  if (parts.nonce.length !== NONCE_BYTES || parts.sealed.length < TAG_BYTES)
    throw new Error("this is no sealed secret");
  return parts;
}

function aadOf(keyId: string, belongsTo: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, belongsTo]));
}

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../../src/domain/json/canonical.ts";

/**
 * Secrets at rest: AES-256-GCM under the deployment's key ring, so that whoever reads an object's storage without
 * the deployment's secrets reads no secret. Synchronous, because it belongs into the same turn as the row.
 *
 * A sealed text is `v1.<key id>.<base64url of nonce, ciphertext and tag>`. The additional data binds it to the
 * tenant, the object and the purpose: moved to another row, it does not open. The nonce is random; with 96 bits
 * a key may seal 2^32 texts, which a strategy with a rotation a day reaches in no lifetime.
 */

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";
const SEALED = /^v1\.([a-z0-9-]{1,40})\.([A-Za-z0-9_-]+)$/;

const ringSchema = z
  .array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]{1,40}$/),
      /** 32 bytes in base64url. */
      key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
    }),
  )
  .min(1)
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length);

/** What a sealed text belongs to. */
export interface SealedFor {
  readonly tenantId: string;
  readonly objectId: string;
  /** E.g. `hook-secret/3`. */
  readonly purpose: string;
}

export class KeyRing {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  /** The id of the key that seals: the last one of the ring. */
  readonly #currentId: string;

  /** `configured` is the value of KEY_RING; one that cannot be used throws, and says nothing of what it holds. */
  constructor(configured: string | undefined) {
    const ring = ringSchema.safeParse(readJson(configured));
    const last = ring.data?.at(-1);
    if (!ring.success || last === undefined)
      throw new Error("KEY_RING is not a JSON array of keys {id, key}");
    this.#keys = new Map(ring.data.map(({ id, key }) => [id, Buffer.from(key, "base64url")]));
    for (const key of this.#keys.values()) {
      if (key.length !== KEY_BYTES) throw new Error("KEY_RING holds a key that has not 32 bytes");
    }
    this.#currentId = last.id;
  }

  /** Seals with the current key and a fresh nonce; twice the same text gives two sealed texts. */
  seal(text: string, belongsTo: SealedFor): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key(this.#currentId), nonce);
    cipher.setAAD(additionalData(this.#currentId, belongsTo));
    const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${this.#currentId}.${sealed.toString("base64url")}`;
  }

  /** Opens what `seal` made for the same owner. Throws when it was changed, moved, or its key is gone. */
  open(sealed: string, belongsTo: SealedFor): string {
    const [, id = "", text = ""] = SEALED.exec(sealed) ?? [];
    const bytes = Buffer.from(text, "base64url");
    // A second spelling of the same bytes would be harmless, but nothing of ours writes one.
    if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== text) throw unreadable();
    const decipher = createDecipheriv(CIPHER, this.#key(id), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(additionalData(id, belongsTo));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const clear = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([clear, decipher.final()]).toString("utf8");
    } catch {
      throw unreadable();
    }
  }

  /** True when a text is sealed under the key that seals now. */
  isCurrent(sealed: string): boolean {
    return SEALED.exec(sealed)?.[1] === this.#currentId;
  }

  #key(id: string): Uint8Array {
    const key = this.#keys.get(id);
    if (key === undefined) throw new Error(`KEY_RING has no key ${JSON.stringify(id)}`);
    return key;
  }
}

function additionalData(keyId: string, { tenantId, objectId, purpose }: SealedFor): Uint8Array {
  return Buffer.from(canonicalJson([VERSION, keyId, tenantId, objectId, purpose]), "utf8");
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function unreadable(): Error {
  return new Error("a sealed secret cannot be opened");
}

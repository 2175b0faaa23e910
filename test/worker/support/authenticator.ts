import { createHash } from "node:crypto";

/** A passkey in software: makes credentials and assertions as an authenticator with user verification does. */

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 } as const;

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString("base64url");

function head(major: number, value: number): Uint8Array {
  if (value < 24) return Uint8Array.of((major << 5) | value);
  if (value < 256) return Uint8Array.of((major << 5) | 24, value);
  return Uint8Array.of((major << 5) | 25, value >> 8, value & 0xff);
}

type Cbor = number | string | Uint8Array | ReadonlyMap<string | number, Cbor>;

/** As much of CBOR as an attestation object has. */
function cbor(value: Cbor): Uint8Array {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, inner]) => [cbor(key), cbor(inner)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

export interface Party {
  readonly origin: string;
  readonly rpId: string;
}

export class Authenticator {
  readonly #id = crypto.getRandomValues(new Uint8Array(16));
  readonly #keys: CryptoKeyPair;
  readonly #userId: string;
  #counter = 0;

  private constructor(keys: CryptoKeyPair, userId: string) {
    this.#keys = keys;
    this.#userId = userId;
  }

  /** `userId` is what the page's options carried as the user's handle. */
  static async make(userId: string): Promise<Authenticator> {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
      "sign",
      "verify",
    ]);
    if (!("privateKey" in keys)) throw new Error("no key pair");
    return new Authenticator(keys, userId);
  }

  async register(challenge: string, { origin, rpId }: Party, flags = FLAGS.present | FLAGS.verified) {
    const jwk = await crypto.subtle.exportKey("jwk", this.#keys.publicKey);
    if (jwk instanceof ArrayBuffer) throw new Error("no JWK");
    const coordinate = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? "", "base64url"));
    const key = new Map<string | number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, coordinate(jwk.x)],
      [-3, coordinate(jwk.y)],
    ]);
    const attested = Buffer.concat([new Uint8Array(16), Uint8Array.of(0, 16), this.#id, cbor(key)]);
    const authData = Buffer.concat([this.#authData(rpId, flags | FLAGS.attested), attested]);
    const attestation = new Map<string | number, Cbor>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", new Uint8Array(authData)],
    ]);
    return {
      id: base64url(this.#id),
      rawId: base64url(this.#id),
      type: "public-key",
      response: {
        clientDataJSON: clientData("webauthn.create", challenge, origin),
        attestationObject: base64url(cbor(attestation)),
        transports: ["internal"],
      },
      clientExtensionResults: {},
    };
  }

  async assert(challenge: string, { origin, rpId }: Party, flags = FLAGS.present | FLAGS.verified) {
    this.#counter++;
    const clientDataJSON = clientData("webauthn.get", challenge, origin);
    const authData = this.#authData(rpId, flags);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, this.#keys.privateKey, signed);
    return {
      id: base64url(this.#id),
      rawId: base64url(this.#id),
      type: "public-key",
      response: {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(der(new Uint8Array(raw))),
        userHandle: this.#userId,
      },
      clientExtensionResults: {},
    };
  }

  #authData(rpId: string, flags: number): Uint8Array {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([sha256(rpId), Uint8Array.of(flags), counter]);
  }
}

function clientData(type: string, challenge: string, origin: string): string {
  return base64url(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

/** WebAuthn wants ECDSA signatures in DER, WebCrypto makes them raw. */
function der(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    let from = 0;
    while (from < bytes.length - 1 && bytes[from] === 0) from++;
    const trimmed = bytes.subarray(from);
    const padded = (trimmed[0] ?? 0) & 0x80 ? Buffer.concat([Uint8Array.of(0), trimmed]) : trimmed;
    return Buffer.concat([Uint8Array.of(2, padded.length), padded]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Uint8Array.of(0x30, body.length), body]);
}

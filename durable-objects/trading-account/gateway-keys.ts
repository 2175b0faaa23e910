import * as z from "zod";
import type { PairResponse } from "../../src/protocol/agent-link.ts";
import type { SigningKey } from "../../src/protocol/signed-order.ts";

const privateKeySchema = z.object({
  kid: z.string().min(1),
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().length(43),
  d: z.string().length(43),
});

const configurationSchema = z.array(privateKeySchema).min(1);

/** The keys of GATEWAY_KEYS. A key that is rotated out stays in the list while agents still pin it. */
export class GatewayKeys {
  readonly #keys: z.infer<typeof configurationSchema>;
  #signing: Promise<SigningKey> | undefined;

  /** `configured` is the value of GATEWAY_KEYS; one that cannot be used throws, naming no key. */
  constructor(configured: string) {
    const keys = configurationSchema.safeParse(JSON.parse(configured));
    if (!keys.success) throw new Error("GATEWAY_KEYS is not a JSON array of private Ed25519 JWKs");
    this.#keys = keys.data;
  }

  /** What agents pin. */
  publicKeys(): PairResponse["gatewayKeys"] {
    return this.#keys.map(({ kid, kty, crv, x }) => ({ kid, kty, crv, x }));
  }

  /** The newest key, imported once. */
  signing(): Promise<SigningKey> {
    this.#signing ??= this.#import();
    return this.#signing;
  }

  async #import(): Promise<SigningKey> {
    const last = this.#keys.at(-1);
    if (last === undefined) throw new Error("GATEWAY_KEYS is empty");
    const { kid, ...jwk } = last;
    return { kid, key: await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["sign"]) };
  }
}

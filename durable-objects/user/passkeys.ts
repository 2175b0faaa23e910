import {
  type AuthenticationResponseJSON,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { asc, eq } from "drizzle-orm";
import * as z from "zod";
import type { UserDatabase } from "./parts.ts";
import type { Person } from "./person-row.ts";
import { passkeys } from "./schema.ts";

/** Where passkeys of this deployment are good: the page's origin, and the domain that they are bound to. */
export interface RelyingParty {
  readonly origin: string;
  readonly id: string;
}

type Row = typeof passkeys.$inferSelect;

const transportSchema = z.enum(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]);
const transportsSchema = z.array(transportSchema).catch([]);
const ALGORITHMS = [-8, -7, -257];

/** A passkey as its owner sees it. */
export interface PasskeyView {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** The person's passkeys (WebAuthn, with user verification always). */
export class Passkeys {
  readonly #db: UserDatabase;

  constructor(db: UserDatabase) {
    this.#db = db;
  }

  list(): PasskeyView[] {
    return this.#rows().map(({ id, name, createdAtMs, lastUsedAtMs }) => ({
      id,
      name,
      createdAtMs,
      lastUsedAtMs,
    }));
  }

  /** Asks for a passkey that signs in without a name being typed. `challenge` is the caller's. */
  registrationOptions(person: Person, party: RelyingParty): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return generateRegistrationOptions({
      rpName: "Sallyport",
      rpID: party.id,
      userName: person.email,
      userDisplayName: person.email,
      userID: new Uint8Array(new TextEncoder().encode(person.userId)),
      attestationType: "none",
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: this.#rows().map((row) => ({ id: row.id, transports: transportsOf(row) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  }

  /** The new passkey when the answer is right; null when it is not. Nothing is stored yet. */
  async checkRegistration(
    response: RegistrationResponseJSON,
    challenge: string,
    party: RelyingParty,
  ): Promise<Omit<Row, "name" | "createdAtMs" | "lastUsedAtMs"> | null> {
    const verified = await quietly(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    );
    if (verified === null || !verified.verified) return null;
    const { credential } = verified.registrationInfo;
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: JSON.stringify(transportsSchema.parse(credential.transports ?? [])),
    };
  }

  /** False when there is one with this id already. */
  add(passkey: Omit<Row, "lastUsedAtMs">): boolean {
    const added = this.#db
      .insert(passkeys)
      .values(passkey)
      .onConflictDoNothing()
      .returning({ id: passkeys.id })
      .all();
    return added.length === 1;
  }

  remove(id: string): boolean {
    return (
      this.#db.delete(passkeys).where(eq(passkeys.id, id)).returning({ id: passkeys.id }).all().length === 1
    );
  }

  /**
   * Whether one of the person's passkeys signed `challenge`. The caller sees to it that a challenge is good
   * once. A counter that does not rise is that of a copy: refused.
   */
  async use(
    response: AuthenticationResponseJSON,
    challenge: string,
    party: RelyingParty,
    nowMs: number,
  ): Promise<boolean> {
    const row = this.#rows().find(({ id }) => id === response.id);
    if (row === undefined) return false;
    const verified = await quietly(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
        credential: {
          id: row.id,
          publicKey: new Uint8Array(Buffer.from(row.publicKey, "base64url")),
          counter: row.counter,
          transports: transportsOf(row),
        },
      }),
    );
    if (verified === null || !verified.verified) return false;
    // Looked at again: the passkey may have been removed or used while the signature was checked.
    const now = this.#rows().find(({ id }) => id === row.id);
    if (now === undefined || now.counter !== row.counter) return false;
    const { newCounter } = verified.authenticationInfo;
    this.#db
      .update(passkeys)
      .set({ counter: newCounter, lastUsedAtMs: nowMs })
      .where(eq(passkeys.id, row.id))
      .run();
    return true;
  }

  #rows(): Row[] {
    return this.#db.select().from(passkeys).orderBy(asc(passkeys.createdAtMs)).all();
  }
}

function transportsOf(row: Row) {
  return transportsSchema.parse(JSON.parse(row.transports));
}

/** The library throws for every answer that is not right; the reason is for the log, not for the sender. */
async function quietly<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch (error) {
    console.warn(
      JSON.stringify({ event: "passkey_refused", reason: error instanceof Error ? error.name : "unknown" }),
    );
    return null;
  }
}

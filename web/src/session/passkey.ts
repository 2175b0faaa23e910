import * as z from "zod";

/** The parts of a request that bytes are written in as base64url, as the gateway sends them. */
export interface PasskeyRequest {
  readonly challenge: string;
  readonly rpId: string;
  readonly allowCredentials?: readonly { readonly id: string; readonly type: "public-key" }[];
}

const credentialSchema = z.looseObject({ id: z.string(), type: z.string() });

export function passkeysWork(): boolean {
  return window.isSecureContext && "PublicKeyCredential" in window;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Asks the authenticator to sign; resolves to what `toJSON()` gives. Null when the person called it off. */
export async function askPasskey(request: PasskeyRequest): Promise<unknown> {
  const { challenge, rpId, allowCredentials = [] } = request;
  try {
    const credential = await navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(challenge),
        rpId,
        userVerification: "required",
        allowCredentials: allowCredentials.map(({ id, type }) => ({ id: bytesOf(id), type })),
      },
    });
    return plain(credential);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}

/** Makes a passkey from the gateway's options (as JSON); null when the person called it off. */
export async function makePasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return plain(await navigator.credentials.create({ publicKey }));
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return null;
    throw error;
  }
}

function plain(credential: Credential | null): unknown {
  if (!(credential instanceof PublicKeyCredential)) return null;
  return credentialSchema.parse(credential.toJSON());
}

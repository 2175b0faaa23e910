import * as z from "zod";
import { Authenticator, type Party } from "./authenticator.ts";
import { ORIGIN } from "./gateway.ts";
import { as, confirmed, type LoggedIn, PASSWORD, takeToken } from "./people.ts";

export const party: Party = { origin: ORIGIN, rpId: new URL(ORIGIN).hostname };

const beginSchema = z.object({
  token: z.string(),
  options: z.looseObject({
    challenge: z.string(),
    rp: z.looseObject({ id: z.string() }),
    user: z.looseObject({ id: z.string() }),
    authenticatorSelection: z.looseObject({ userVerification: z.string(), residentKey: z.string() }),
  }),
});

/** Asks for a new passkey, confirmed by the password. */
export async function beginPasskey(person: LoggedIn): Promise<z.infer<typeof beginSchema>> {
  const change = { method: "POST", path: "/api/me/passkeys/options" };
  const response = await confirmed(person, change, { password: PASSWORD });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return beginSchema.parse(await response.json());
}

const codesSchema = z.object({ recoveryCodes: z.array(z.string()) });

/** Gives the person their first passkey. */
export async function enrolPasskey(
  person: LoggedIn,
): Promise<{ passkey: Authenticator; recoveryCodes: string[] }> {
  const { token, options } = await beginPasskey(person);
  const passkey = await Authenticator.make(options.user.id);
  const credential = await passkey.register(options.challenge, party);
  const added = await as(person, "/api/me/passkeys", { body: { token, name: "Laptop", credential } });
  if (added.status !== 201) throw new Error(`${added.status} ${await added.text()}`);
  return { passkey, recoveryCodes: codesSchema.parse(await added.json()).recoveryCodes };
}

const challengeSchema = z.object({ token: z.string(), passkey: z.object({ challenge: z.string() }) });

/** Confirms a change with a passkey and makes it. */
export async function confirmedByPasskey(
  person: LoggedIn,
  passkey: Authenticator,
  change: { method: string; path: string; body?: unknown },
): Promise<Response> {
  const begun = await as(person, "/api/auth/step-up", { body: change });
  if (begun.status !== 201) throw new Error(`${begun.status} ${await begun.text()}`);
  const { token, passkey: asked } = challengeSchema.parse(await begun.json());
  const credential = await passkey.assert(asked.challenge, party);
  const proved = await as(person, "/api/auth/step-up/proof", { body: { token, credential } });
  if (proved.status !== 200) throw new Error(`${proved.status} ${await proved.text()}`);
  await takeToken(person, proved);
  return as(person, change.path, { ...change, headers: { "x-step-up": token } });
}

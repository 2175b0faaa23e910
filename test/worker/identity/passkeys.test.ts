import { describe, expect, it } from "vitest";
import * as z from "zod";
import { Authenticator } from "../support/authenticator.ts";
import { problemOf } from "../support/gateway.ts";
import { beginPasskey, enrolPasskey, party } from "../support/passkeys.ts";
import { as, call, freshTenantId, loggedIn, logIn, makePerson, takeToken } from "../support/people.ts";

async function challenge(): Promise<string> {
  const asked = await call("/api/auth/passkey/challenge", { method: "POST" });
  return z.object({ challenge: z.string(), rpId: z.literal(party.rpId) }).parse(await asked.json()).challenge;
}

const logInWith = (text: string, credential: unknown) =>
  call("/api/auth/passkey", { body: { challenge: text, credential } });

describe("a passkey", () => {
  it("ASVS 6.3.3: signs in by itself, without a name being typed", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { passkey, recoveryCodes } = await enrolPasskey(person);
    expect(recoveryCodes).toHaveLength(10);
    const text = await challenge();
    const session = await loggedIn(await logInWith(text, await passkey.assert(text, party)));
    expect(session.user).toEqual(person.user);
    expect((await as(session, "/api/accounts")).status).toBe(200);
  });

  it("ASVS 6.7.2: an answer is good once, for a challenge that was made here", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { passkey } = await enrolPasskey(person);
    const text = await challenge();
    const credential = await passkey.assert(text, party);
    const both = await Promise.all([logInWith(text, credential), logInWith(text, credential)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const invented = Buffer.from(crypto.getRandomValues(new Uint8Array(40))).toString("base64url");
    for (const other of [invented, `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`, "", text]) {
      const refused = await logInWith(other, await passkey.assert(other, party));
      expect(await problemOf(refused)).toMatchObject({ status: 401, code: "wrong_credentials" });
    }
  });

  it("of another origin, another domain, without user verification or of somebody else is refused", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { passkey } = await enrolPasskey(person);
    const attempts = [
      { ...party, origin: "https://evil.example" },
      { ...party, rpId: "evil.example" },
    ];
    for (const attempt of attempts) {
      const text = await challenge();
      expect((await logInWith(text, await passkey.assert(text, attempt))).status).toBe(401);
    }
    const unverified = await challenge();
    expect((await logInWith(unverified, await passkey.assert(unverified, party, 0x01))).status).toBe(401);
    const stranger = await Authenticator.make(Buffer.from(person.user.id).toString("base64url"));
    const text = await challenge();
    expect((await logInWith(text, await stranger.assert(text, party))).status).toBe(401);
  });

  it("ASVS 6.3.4: makes a password alone too little", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { recoveryCodes } = await enrolPasskey(person);
    const begun = await (await logIn(person.email)).json<{
      status: string;
      token: string;
      methods: string[];
    }>();
    expect(begun).toMatchObject({ status: "second_factor", methods: ["recovery_code"] });
    const answer = { token: begun.token, recoveryCode: recoveryCodes[0] };
    expect((await call("/api/auth/second-factor", { body: answer })).status).toBe(200);
  });

  it("is added with a fresh confirmation only, and its answer is taken once", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const bare = await as(person, "/api/me/passkeys/options", { method: "POST" });
    expect(await problemOf(bare)).toMatchObject({ status: 403, code: "step_up_needed" });
    const { token, options } = await beginPasskey(person);
    expect(options.authenticatorSelection).toMatchObject({
      userVerification: "required",
      residentKey: "required",
    });
    const passkey = await Authenticator.make(options.user.id);
    const body = {
      token,
      name: "Laptop",
      credential: await passkey.register(options.challenge, party, 0x01),
    };
    const unverified = await as(person, "/api/me/passkeys", { body });
    expect(await problemOf(unverified)).toMatchObject({ code: "wrong_factor" });
    const good = { ...body, credential: await passkey.register(options.challenge, party) };
    expect(await problemOf(await as(person, "/api/me/passkeys", { body: good }))).toMatchObject({
      code: "challenge_ended",
    });
  });
});

const changeSchema = z.object({ token: z.string(), passkey: z.object({ challenge: z.string() }).nullable() });

describe("a confirmation", () => {
  const body = { role: "viewer" };
  const change = { method: "POST", path: "/api/access-keys", body };

  it("ASVS 7.5.3: is signed by a passkey over this very change, and is good for it once", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { passkey } = await enrolPasskey(owner);
    const begun = changeSchema.parse(await (await as(owner, "/api/auth/step-up", { body: change })).json());
    const credential = await passkey.assert(begun.passkey?.challenge ?? "", party);
    const proof = { token: begun.token, credential };
    await takeToken(owner, await as(owner, "/api/auth/step-up/proof", { body: proof }));
    const headers = { "x-step-up": begun.token };
    const other = await as(owner, change.path, { body: { role: "admin" }, headers });
    expect(await problemOf(other)).toMatchObject({ status: 403, code: "step_up_invalid" });
    expect((await as(owner, change.path, { body, headers })).status).toBe(201);
    expect(await problemOf(await as(owner, change.path, { body, headers }))).toMatchObject({
      code: "step_up_invalid",
    });
  });

  it("of one session or person is none for another, and one that was not proved is none at all", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { passkey } = await enrolPasskey(owner);
    const begun = changeSchema.parse(await (await as(owner, "/api/auth/step-up", { body: change })).json());
    const headers = { "x-step-up": begun.token };
    expect(await problemOf(await as(owner, change.path, { body, headers }))).toMatchObject({
      code: "step_up_invalid",
    });
    const credential = await passkey.assert(begun.passkey?.challenge ?? "", party);
    const proof = { token: begun.token, credential };
    await takeToken(owner, await as(owner, "/api/auth/step-up/proof", { body: proof }));
    const text = await challenge();
    const second = await loggedIn(await logInWith(text, await passkey.assert(text, party)));
    expect(await problemOf(await as(second, change.path, { body, headers }))).toMatchObject({
      code: "step_up_invalid",
    });
  });

  it("is not given for a password to somebody who has no factor, but for adding the first one", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const asked = await as(owner, "/api/auth/step-up", { body: change });
    expect(await problemOf(asked)).toMatchObject({ status: 403, code: "second_factor_needed" });
  });

  it("three wrong answers end the session", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    await enrolPasskey(owner);
    const begun = changeSchema.parse(await (await as(owner, "/api/auth/step-up", { body: change })).json());
    const wrong = () =>
      as(owner, "/api/auth/step-up/proof", { body: { token: begun.token, code: "000000" } });
    expect(await problemOf(await wrong())).toMatchObject({ code: "wrong_factor" });
    expect(await problemOf(await wrong())).toMatchObject({ code: "wrong_factor" });
    expect(await problemOf(await wrong())).toMatchObject({ code: "session_ended" });
    expect((await as(owner, "/api/accounts")).status).toBe(401);
  });
});

import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { HOTP, Secret } from "otpauth";
import * as z from "zod";
import type { Manager } from "../../../durable-objects/tenant/management.ts";
import type { MemberRole } from "../../../src/domain/access/roles.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { userIdOf } from "../../../src/middleware/user-id.ts";
import { request } from "./gateway.ts";

/** People as the gateway sees them: they come from addresses, log in, and call with their tokens. */

export const PASSWORD = "gravel tulip sonar mitten";

/** Somebody who changes members, for calls that go round the routes. */
export function manager(role: MemberRole): Manager {
  return { actor: "test", address: null, role };
}

let count = 0;

/** An address that no other test has used, so that one test's failures block no other one. */
export function freshAddress(): string {
  count++;
  return `198.18.${count >> 8}.${count & 0xff}`;
}

export function freshEmail(name = "person"): string {
  count++;
  return `${name}.${count}@example.com`;
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function freshTenantId(): string {
  return makeId("ten", Date.now(), randomBytes(16));
}

export const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

export function userIdOfEmail(email: string): string {
  return userIdOf(env, email);
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

/** A request with JSON from an address of its own unless one is given. */
export function call(path: string, { method, body, headers = {}, address }: Call = {}): Promise<Response> {
  return request(path, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      "cf-connecting-ip": address ?? freshAddress(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const programSchema = z.object({
  status: z.literal("logged_in"),
  user: z.object({ id: z.string(), email: z.string() }),
  tenantId: z.string(),
  role: z.string(),
  sessionId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
});
export type LoggedIn = z.infer<typeof programSchema>;

/** The tokens in the answer to a login; fails when it is another answer. */
export async function loggedIn(response: Response): Promise<LoggedIn> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return programSchema.parse(JSON.parse(text));
}

export interface Person extends LoggedIn {
  readonly email: string;
}

/** Calls with a person's access token. */
export function as(person: Pick<LoggedIn, "accessToken">, path: string, more: Call = {}): Promise<Response> {
  return call(path, { ...more, headers: { authorization: `Bearer ${person.accessToken}`, ...more.headers } });
}

/** Makes a person with a role in a tenant, by an access key put there directly. */
export async function makePerson(
  tenantId: string,
  role: MemberRole,
  accounts: string[] | null = null,
): Promise<Person> {
  const key = makeToken("key", tenantId.slice(4), randomBytes(32));
  const id = sha256Hex(key).slice(0, 32);
  await env.TENANT.getByName(tenantId).invite(
    {
      id,
      hash: sha256Hex(key),
      email: null,
      role,
      accounts,
      createdBy: "test",
    },
    null,
  );
  const email = freshEmail(role);
  return {
    ...(await loggedIn(await call("/api/auth/signup", { body: { key, email, password: PASSWORD } }))),
    email,
  };
}

export function logIn(
  email: string,
  more: Record<string, unknown> = {},
  address?: string,
): Promise<Response> {
  const body = { email, password: PASSWORD, ...more };
  return call("/api/auth/login", { body, ...(address === undefined ? {} : { address }) });
}

/** The code that an authenticator app shows at `atMs`. */
export function totpCode(secret: string, atMs = Date.now()): string {
  return HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(atMs / 30_000) });
}

const stepUpSchema = z.object({ token: z.string(), methods: z.array(z.string()) });

const confirmedSchema = z.object({ accessToken: z.string() });

/** Takes the access token that a proved confirmation brings, with which the change has to be made. */
export async function takeToken(person: LoggedIn, proved: Response): Promise<void> {
  person.accessToken = confirmedSchema.parse(await proved.json()).accessToken;
}

/** Confirms a change and makes it; `proof` is what the person answers. */
export async function confirmed(
  person: LoggedIn,
  change: { method: string; path: string; body?: unknown },
  proof: Record<string, unknown>,
): Promise<Response> {
  const begun = await as(person, "/api/auth/step-up", { body: change });
  if (begun.status !== 201) return begun;
  const { token } = stepUpSchema.parse(await begun.json());
  const proved = await as(person, "/api/auth/step-up/proof", { body: { token, ...proof } });
  if (proved.status !== 200) return proved;
  await takeToken(person, proved);
  return as(person, change.path, { ...change, headers: { "x-step-up": token } });
}

const enrolmentSchema = z.object({ token: z.string(), secret: z.string() });
const changedSchema = z.object({ recoveryCodes: z.array(z.string()).nullable(), sessionsEnded: z.number() });

/**
 * Gives the person an authenticator app. The code of the step before now is used, so that the one of now is
 * still good.
 */
export async function enrolTotp(person: LoggedIn): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await confirmed(person, { method: "POST", path: "/api/me/totp" }, { password: PASSWORD });
  if (begun.status !== 201) throw new Error(`${begun.status} ${await begun.text()}`);
  const { token, secret } = enrolmentSchema.parse(await begun.json());
  const code = totpCode(secret, Date.now() - 30_000);
  const done = await as(person, "/api/me/totp/confirm", { body: { token, code } });
  if (done.status !== 200) throw new Error(`${done.status} ${await done.text()}`);
  return { secret, recoveryCodes: changedSchema.parse(await done.json()).recoveryCodes ?? [] };
}

import * as z from "zod";
import { call } from "../api/client.ts";
import { keepCsrf } from "../api/session-keys.ts";
import { askPasskey } from "./passkey.ts";

const loginAnswerSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("logged_in"), csrfToken: z.string() }),
  z.object({ status: z.literal("second_factor"), token: z.string(), methods: z.array(z.string()) }),
]);
export type LoginAnswer = z.infer<typeof loginAnswerSchema>;

/** How this session is called on the person's list. */
function sessionName(): string {
  const agent = navigator.userAgent;
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1] ?? "Browser";
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera" };
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1] ?? "";
  return `${names[browser] ?? browser} ${system}`.trim();
}

async function enter(path: string, body: object): Promise<LoginAnswer> {
  const answer = await call(path, { method: "POST", body, answer: loginAnswerSchema });
  if (answer.status === "logged_in") keepCsrf(answer.csrfToken);
  return answer;
}

const browser = () => ({ client: "browser", name: sessionName() }) as const;

export function logIn(known: { readonly email: string; readonly password: string }): Promise<LoginAnswer> {
  return enter("/api/auth/login", { ...known, ...browser() });
}

export function signUp(known: {
  readonly key: string;
  readonly email: string;
  readonly password: string;
}): Promise<LoginAnswer> {
  return enter("/api/auth/signup", { ...known, ...browser() });
}

export function secondFactor(
  token: string,
  answer: { readonly code: string } | { readonly recoveryCode: string },
): Promise<LoginAnswer> {
  return enter("/api/auth/second-factor", { token, ...answer });
}

const challengeSchema = z.object({ challenge: z.string(), rpId: z.string() });

/** Null when the person called it off. */
export async function logInByPasskey(): Promise<LoginAnswer | null> {
  const { challenge, rpId } = await call("/api/auth/passkey/challenge", {
    method: "POST",
    body: {},
    answer: challengeSchema,
  });
  const credential = await askPasskey({ challenge, rpId });
  if (credential === null) return null;
  return enter("/api/auth/passkey", { challenge, credential, ...browser() });
}

import * as z from "zod";
import { ApiError, problemSchema, unreachable } from "./problem.ts";
import { csrfToken } from "./session-keys.ts";

/** A request that is going to be made, exactly: the confirmation is good for nothing else. */
export interface Change {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const passkeySchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  userVerification: z.literal("required"),
  allowCredentials: z.array(z.object({ id: z.string(), type: z.literal("public-key") })),
});
const begunSchema = z.object({
  token: z.string(),
  methods: z.array(z.string()),
  passkey: passkeySchema.nullable(),
});
export type BegunChange = z.infer<typeof begunSchema>;

/** What the dialog shows, and how it answers. */
export interface Asked {
  /** What is going to be changed, in words. */
  readonly what: string;
  readonly change: Change;
  readonly begun: BegunChange;
  /** With the token of the proved confirmation, or null when the person does not want it. */
  readonly answer: (token: string | null) => void;
}

let ask: ((asked: Asked) => void) | null = null;

/** The dialog that asks people; the shell sets it. */
export function setConfirmationDialog(dialog: ((asked: Asked) => void) | null): void {
  ask = dialog;
}

/** Thrown when the person does not confirm. */
export const notConfirmed = new ApiError({
  status: 0,
  code: "not_confirmed",
  detail: "Nothing was changed: it was not confirmed.",
});

/** Lets the person confirm a change with a fresh factor; resolves to the token for `X-Step-Up`. */
export async function confirmChange(change: Change, what: string): Promise<string> {
  const begun = begunSchema.parse(await post("/api/auth/step-up", change));
  const dialog = ask;
  if (dialog === null) throw notConfirmed;
  const token = await new Promise<string | null>((resolve) => {
    dialog({ what, change, begun, answer: resolve });
  });
  if (token === null) throw notConfirmed;
  return token;
}

export type Proof =
  | { readonly code: string }
  | { readonly password: string }
  | { readonly credential: unknown };

/** Sends the proof; throws `ApiError` when it is not right. */
export async function proveChange(token: string, proof: Proof): Promise<void> {
  await post("/api/auth/step-up/proof", { token, ...proof });
}

async function post(path: string, body: unknown): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-csrf-token": csrfToken() },
      body: JSON.stringify(body),
    });
  } catch {
    throw unreachable("The gateway does not answer.");
  }
  const data: unknown = await answer.json().catch(() => null);
  if (answer.ok) return data;
  const problem = problemSchema.safeParse(data);
  throw problem.success
    ? new ApiError(problem.data)
    : unreachable(`The gateway answered with status ${answer.status}.`);
}

import type { z } from "zod";
import { heardDate } from "../live/gateway-clock.ts";
import { confirmChange } from "./confirmation.ts";
import { ApiError, problemSchema, unreachable } from "./problem.ts";
import { csrfToken, forgetSession, renewCsrf, renewSession } from "./session-keys.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Call<T> {
  readonly method?: Method;
  readonly body?: unknown;
  /** What the answer must look like; without one the answer is thrown away. */
  readonly answer: z.ZodType<T>;
  /** For writes that make something: repeating the call with the same key makes it once. */
  readonly idempotencyKey?: string;
  /** What the person is asked to confirm, in words, should the gateway want a confirmation. */
  readonly confirm?: string;
  readonly signal?: AbortSignal;
  /** The answer is text for people or files, not JSON. */
  readonly text?: true;
}

/** Each of these is mended once, and the call repeated. */
interface Mended {
  readonly session: boolean;
  readonly csrf: boolean;
  readonly stepUp: string | null;
}

const nothingMended: Mended = { session: false, csrf: false, stepUp: null };

/**
 * Calls the gateway as the person who is logged in, by cookie. A session whose access token has run out is
 * renewed, a CSRF token that has turned is fetched, and a change that needs a confirmation asks for it.
 * Throws `ApiError` for refusals and when there is no answer.
 */
export function call<T>(path: string, wanted: Call<T>): Promise<T> {
  return attempt(path, wanted, nothingMended);
}

async function attempt<T>(path: string, wanted: Call<T>, mended: Mended): Promise<T> {
  const answer = await send(path, wanted, mended.stepUp);
  heardDate(answer.headers.get("date"));
  if (answer.ok) return read(answer, wanted);
  const error = await errorOf(answer);
  if (error.code === "token_expired" || error.code === "unauthorized") {
    if (!mended.session && (await renewSession())) return attempt(path, wanted, { ...mended, session: true });
    forgetSession();
  }
  if (error.code === "session_ended") forgetSession();
  if (error.code === "csrf_failed" && !mended.csrf) {
    await renewCsrf();
    return attempt(path, wanted, { ...mended, csrf: true });
  }
  if (error.code === "step_up_needed" && mended.stepUp === null) {
    const { method = "GET", body = null, confirm = "this change" } = wanted;
    const stepUp = await confirmChange({ method, path: path.split("?")[0] ?? path, body }, confirm);
    return attempt(path, wanted, { ...mended, stepUp });
  }
  throw error;
}

async function send<T>(path: string, wanted: Call<T>, stepUp: string | null): Promise<Response> {
  const { method = "GET", body, idempotencyKey, signal } = wanted;
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (method !== "GET") headers.set("x-csrf-token", csrfToken());
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  if (stepUp !== null) headers.set("x-step-up", stepUp);
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable("The gateway does not answer.");
  }
}

async function read<T>(answer: Response, { answer: schema, text: plain }: Call<T>): Promise<T> {
  const text = await answer.text();
  const parsed = schema.safeParse(plain === true ? text : text === "" ? null : JSON.parse(text));
  if (parsed.success) return parsed.data;
  // A newer gateway behind an older page: reloading the page is what helps.
  throw new ApiError({
    status: answer.status,
    code: "unreadable_answer",
    detail: "The gateway answered in a way that this page does not understand.",
    hint: "Reload the page.",
  });
}

async function errorOf(answer: Response): Promise<ApiError> {
  const seconds = Number(answer.headers.get("retry-after"));
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null;
  try {
    return new ApiError(problemSchema.parse(await answer.json()), retryAfterMs);
  } catch {
    return unreachable(`The gateway, or something before it, answered with status ${answer.status}.`);
  }
}

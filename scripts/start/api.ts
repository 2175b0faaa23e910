import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";

const problemSchema = z.object({ code: z.string(), detail: z.string().optional() });

/** A client of the gateway's API for the few calls of a start. */
export interface Api {
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
  /** `key` makes the call repeatable: the gateway answers a repeat as it answered the first. */
  post<T>(path: string, body: unknown, key: string | undefined, answer: z.ZodType<T>): Promise<T>;
}

/** Calls the API at `url` with a bearer token. An answer that is no 2xx throws with its code and detail. */
export function apiClient(url: string, token: string): Api {
  async function call<T>(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string },
    answer: z.ZodType<T>,
  ): Promise<T> {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, url), { ...init, headers });
    const body: unknown = await response.json();
    if (response.ok) return answer.parse(body);
    const problem = problemSchema.safeParse(body);
    const why = problem.success
      ? `${problem.data.code}: ${problem.data.detail ?? ""}`
      : "no problem document";
    throw new Error(`${init.method ?? "GET"} ${path} was answered ${response.status}, ${why}`);
  }
  return {
    get: (path, answer) => call(path, {}, answer),
    post: (path, body, key, answer) =>
      call(
        path,
        {
          method: "POST",
          headers: {
            "content-type": "application/json",
            ...(key === undefined ? {} : { "idempotency-key": key }),
          },
          body: JSON.stringify(body),
        },
        answer,
      ),
  };
}

/**
 * Calls `check` every `everyMs` until it answers undefined, which means that all is well. What it throws is
 * a reason like any other: a process may be just being started again. After `forMs` this throws with the
 * last reason. `signal` ends the waiting at once.
 */
export async function waitUntil(
  what: string,
  check: () => Promise<string | undefined>,
  { forMs, everyMs, signal }: { forMs: number; everyMs: number; signal: AbortSignal },
): Promise<void> {
  const giveUpAtMs = Date.now() + forMs;
  for (;;) {
    const reason = await check().catch(reasonOf);
    if (reason === undefined) return;
    if (Date.now() > giveUpAtMs) throw new Error(`${what} within ${forMs / 1000} s: ${reason}`);
    await sleep(everyMs, undefined, { signal });
  }
}

/** fetch says only "fetch failed"; what failed is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Resolves when the gateway answers `/healthz`. */
export function waitForGateway(url: string, signal: AbortSignal): Promise<void> {
  const check = async (): Promise<string | undefined> => {
    const response = await fetch(new URL("/healthz", url));
    return response.ok ? undefined : `/healthz was answered ${response.status}`;
  };
  return waitUntil("the gateway did not answer", check, { forMs: 30_000, everyMs: 25, signal });
}

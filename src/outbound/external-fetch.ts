import { checkExternalUrl, type ExternalUrlRules } from "../domain/access/external-url.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";

/** How long a receiver may take in all; longer than that, and a slow one would hold up the next delivery. */
const TIMEOUT_MS = 10_000;
/** So much of an answer is read; the rest is cut off together with the connection. */
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_BODY_BYTES = 1024 * 1024;

export interface ExternalRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface ExternalAnswer {
  readonly status: number;
  /** At most 64 KiB, as UTF-8 with faults replaced. */
  readonly text: string;
  /** The header `Retry-After` as it came; null when there was none. */
  readonly retryAfter: string | null;
}

export interface ExternalFetchOptions extends ExternalUrlRules {
  readonly timeoutMs?: number;
  /** Replaces the runtime's `fetch` in tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * The only way to call a URL that a tenant gave: checked by the guard each time, redirects not followed (a 3xx is
 * an answer like any other), time and size limited. Refused: `url_refused`, `outbound_too_large`,
 * `outbound_timeout`, `outbound_failed`; the sentence says nothing of what a connection found inside.
 */
export async function externalFetch(
  { url, method, headers, body }: ExternalRequest,
  { timeoutMs = TIMEOUT_MS, fetch: send = fetch, ...rules }: ExternalFetchOptions = {},
): Promise<Result<ExternalAnswer, Refusal>> {
  const checked = checkExternalUrl(url, rules);
  if (!checked.ok) return checked;
  if (body !== null && new TextEncoder().encode(body).length > MOST_BODY_BYTES) {
    return err(refusal("outbound_too_large", `A message has at most ${MOST_BODY_BYTES} bytes.`));
  }
  // Not `AbortSignal.timeout`: its timer cannot be taken back, and would keep an object awake for nothing.
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const request = new Request(checked.value, { method, headers, body, redirect: "manual", signal });
    const response = await send(request);
    const retryAfter = response.headers.get("retry-after");
    return ok({ status: response.status, text: await readSome(response, signal), retryAfter });
  } catch {
    // What went wrong in there could tell a tenant about addresses that they cannot reach themselves.
    return err(
      signal.aborted
        ? refusal("outbound_timeout", `The receiver took longer than ${timeoutMs} ms.`)
        : refusal("outbound_failed", "The receiver could not be reached."),
    );
  } finally {
    clearTimeout(timer);
  }
}

async function readSome(response: Response, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  try {
    while (length < MOST_ANSWER_BYTES) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) return text + decoder.decode();
      const part = value.subarray(0, MOST_ANSWER_BYTES - length);
      length += part.length;
      text += decoder.decode(part, { stream: true });
    }
    return text;
  } finally {
    aborted.catch(() => undefined);
    await reader.cancel().catch(() => undefined);
  }
}

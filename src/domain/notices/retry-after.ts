import * as z from "zod";

/** A receiver that asks for more gets this: an answer must not silence a channel for days. */
const LONGEST_MS = 3_600_000;

/**
 * Where chat services say it in the body: Discord in `retry_after` ("Rate limits"), Telegram in
 * `parameters.retry_after` ("ResponseParameters"); both in seconds.
 */
const bodySchema = z.union([
  z.object({ retry_after: z.number() }).transform(({ retry_after: seconds }) => seconds),
  z
    .object({ parameters: z.object({ retry_after: z.number() }) })
    .transform((body) => body.parameters.retry_after),
]);

/**
 * How long the receiver asks to be left alone, in milliseconds from `nowMs`; null when it does not say.
 * `header` is `Retry-After` (RFC 9110: seconds or a date), `body` the text of the answer.
 */
export function retryAfterMs(header: string | null, body: string, nowMs: number): number | null {
  const asked = fromHeader(header, nowMs) ?? fromBody(body);
  return asked === null || !Number.isFinite(asked)
    ? null
    : Math.min(LONGEST_MS, Math.max(0, Math.ceil(asked)));
}

function fromHeader(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^[0-9]{1,9}(?:\.[0-9]{1,6})?$/.test(header.trim())) return Number(header) * 1_000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : atMs - nowMs;
}

function fromBody(body: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Slack answers in plain words; then there is nothing to find here.
    return null;
  }
  const found = bodySchema.safeParse(value);
  return found.success ? found.data * 1_000 : null;
}

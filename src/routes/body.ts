import type { z } from "zod";
import { parsePlainJson } from "../domain/json/strict.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { FieldFault } from "./problem.ts";

/** No request has a reason to be larger; alerts are some hundred bytes. */
export const MAX_BODY_BYTES = 65_536;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The character NUL as JSON writes it. No field of ours has a use for it, and what it ends depends on who reads
 * it: a database, a log and a terminal would see three different texts.
 */
const ESCAPED_NUL = /(?<!\\)(?:\\\\)*\\u0000/;

/** A refusal that may name single fields. */
export interface BodyRefusal {
  readonly refusal: Refusal;
  readonly errors?: readonly FieldFault[];
}

/** The raw body of a request, or null as soon as it is known to be over `MAX_BODY_BYTES`. */
export async function readBytes(request: Request): Promise<Uint8Array | null> {
  const announced = request.headers.get("content-length");
  if (announced !== null) {
    // The runtime holds the sender to the length it announced.
    if (Number(announced) > MAX_BODY_BYTES) return null;
    return new Uint8Array(await request.arrayBuffer());
  }
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream: ReadableStream<Uint8Array> = request.body;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export function tooLarge(): Refusal {
  return refusal("body_too_large", `A message has at most ${MAX_BODY_BYTES} bytes.`);
}

/**
 * A JSON body, strictly parsed and checked against `schema`. The type must be announced: a page of another
 * origin can post a form or plain text without asking, but no JSON.
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<Result<z.output<Schema>, BodyRefusal>> {
  const text = await readJsonText(request);
  return text.ok ? readText(text.value, schema) : text;
}

function readText<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): Result<z.output<Schema>, BodyRefusal> {
  const plain = parsePlainJson(text);
  if (!plain.ok) return fail(plain.error);
  if (ESCAPED_NUL.test(text))
    return fail(refusal("invalid_field", "The body: a text holds the character NUL."));
  return checkFields(schema, plain.value);
}

/** The text of a body that is announced as JSON; it still has to be parsed. */
export async function readJsonText(request: Request): Promise<Result<string, BodyRefusal>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    return fail(refusal("unsupported_media_type", "The body must be announced as application/json."));
  }
  const bytes = await readBytes(request);
  return bytes === null ? fail(tooLarge()) : decoded(bytes);
}

/** As `readJson`, of bytes that were read already. */
export function readPlain<Schema extends z.ZodType>(
  bytes: Uint8Array,
  schema: Schema,
): Result<z.output<Schema>, BodyRefusal> {
  const text = decoded(bytes);
  return text.ok ? readText(text.value, schema) : text;
}

function decoded(bytes: Uint8Array): Result<string, BodyRefusal> {
  try {
    return ok(utf8.decode(bytes));
  } catch {
    // The only thing that `decode` throws for.
    return fail(refusal("invalid_utf8", "The body is not valid UTF-8."));
  }
}

/** Plain data against a schema; a refusal names every field at fault. `within` is where the data stands. */
export function checkFields<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  within?: string,
): Result<z.output<Schema>, BodyRefusal> {
  const checked = schema.safeParse(value);
  if (checked.success) return ok(checked.data);
  const errors = checked.error.issues.map(({ path, message }) => ({
    path: [...(within === undefined ? [] : [within]), ...path].join("."),
    message,
  }));
  const first = errors[0];
  const where = first === undefined || first.path === "" ? "The body" : first.path;
  return err({ refusal: refusal("invalid_field", `${where}: ${first?.message ?? "not valid"}.`), errors });
}

function fail(refused: Refusal): Result<never, BodyRefusal> {
  return err({ refusal: refused });
}

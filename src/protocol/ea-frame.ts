import { createHmac, timingSafeEqual } from "node:crypto";
import type { Refusal } from "../domain/refusal.ts";
import { refusal } from "../domain/refusal.ts";
import type { Result } from "../domain/result.ts";
import { err, ok } from "../domain/result.ts";
import { EA_FRAME_MAX_BYTES } from "./ea-link.ts";

/**
 * The bytes of the EA link, for both of its ends: frames to and from flat string records, and the proofs
 * of the handshake. What the fields mean is in `ea-link.ts`; everything that is read here still has to
 * pass its schemas.
 */

const HEADER_BYTES = 4;
const SEPARATOR = "\u001f";
const SEPARATOR_CODE = 0x1f;
const TYPE_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;
const KEY_PATTERN = /^[a-z][a-z0-9_]{0,31}$/;
/** Would shadow what every object inherits; `__proto__` does not even match the pattern of a key. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["constructor", "prototype", "__proto__"]);

/** A message as it goes on the wire; numbers must be whole and safe. */
export type OutMessage = { readonly type: string } & Readonly<Record<string, string | number>>;
/** A message as it was read: everything is text, `type` is the first field of the frame. */
export type FrameRecord = Record<string, string>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** True when `text` has a control character (C0, DEL, C1); `allowed` is one code to overlook, or -1. */
function hasControl(text: string, allowed: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 ? code !== allowed : code >= 0x7f && code <= 0x9f) return true;
  }
  return false;
}

function fieldText(key: string, value: string | number): string {
  if (!KEY_PATTERN.test(key) || FORBIDDEN_KEYS.has(key)) throw new Error(`not a field name: ${key}`);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error(`field ${key} is not a whole number`);
    return `${SEPARATOR}${key}=${value}`;
  }
  if (hasControl(value, -1)) throw new Error(`field ${key} has a control character`);
  if (!value.isWellFormed()) throw new Error(`field ${key} has half a surrogate pair`);
  return `${SEPARATOR}${key}=${value}`;
}

/**
 * One frame: 4 bytes of big-endian length, then UTF-8 text, `type` first and the other fields as
 * `key=value` in the order of the object, separated by U+001F.
 *
 * Throws when a value cannot be sent (control characters, half surrogates, fractions, a frame over
 * `EA_FRAME_MAX_BYTES`): our own values never are like that, so it is a bug and must not pass as data.
 */
export function encodeFrame(message: OutMessage): Uint8Array {
  if (!TYPE_PATTERN.test(message.type)) throw new Error(`not a message type: ${message.type}`);
  let text = message.type;
  for (const key in message) {
    const value = message[key];
    if (key !== "type" && value !== undefined) text += fieldText(key, value);
  }
  const body = encoder.encode(text);
  if (body.length > EA_FRAME_MAX_BYTES) throw new Error(`a ${message.type} frame of ${body.length} bytes`);
  const frame = new Uint8Array(HEADER_BYTES + body.length);
  new DataView(frame.buffer).setUint32(0, body.length);
  frame.set(body, HEADER_BYTES);
  return frame;
}

function parseBody(body: Uint8Array): Result<FrameRecord, Refusal> {
  let text: string;
  try {
    text = decoder.decode(body);
  } catch {
    return err(refusal("frame_invalid_utf8", "The frame is not valid UTF-8."));
  }
  if (hasControl(text, SEPARATOR_CODE)) {
    return err(refusal("frame_malformed", "The frame has a control character."));
  }
  const fields = text.split(SEPARATOR);
  const type = fields[0] ?? "";
  if (!TYPE_PATTERN.test(type)) return err(refusal("frame_malformed", "The frame has no message type."));
  const record: FrameRecord = { type };
  for (let i = 1; i < fields.length; i++) {
    const field = fields[i] ?? "";
    const equals = field.indexOf("=");
    if (equals < 0) return err(refusal("frame_malformed", `Field ${i} of a ${type} frame has no "=".`));
    const key = field.slice(0, equals);
    if (FORBIDDEN_KEYS.has(key)) {
      return err(refusal("frame_forbidden_key", `A ${type} frame has a forbidden field name.`));
    }
    if (!KEY_PATTERN.test(key)) {
      return err(refusal("frame_malformed", `Field ${i} of a ${type} frame has no proper name.`));
    }
    if (Object.hasOwn(record, key)) {
      return err(refusal("frame_duplicate_field", `A ${type} frame has the field ${key} twice.`));
    }
    record[key] = field.slice(equals + 1);
  }
  return ok(record);
}

/**
 * Takes a byte stream in whatever pieces it comes and gives out the frames in it. Every byte is looked
 * at once and copied at most once, so a peer that sends single bytes costs no more than one that does
 * not. After a refusal the place in the stream is lost: the reader answers every further `push` with the
 * same refusal, and the link has to be closed.
 */
export class FrameReader {
  /** The begun frame, header included; allocated when a frame is first cut in two. */
  #pending: Uint8Array | undefined;
  #pendingLength = 0;
  #refused: Refusal | undefined;

  /**
   * The frames that `chunk` completes, in their order. When one of them is bad the answer is its refusal
   * and the ones before it in this chunk are dropped too: the sender cannot know how we got the pieces.
   */
  push(chunk: Uint8Array): Result<FrameRecord[], Refusal> {
    if (this.#refused !== undefined) return err(this.#refused);
    const records: FrameRecord[] = [];
    let at = 0;
    while (at < chunk.length) {
      const step = this.#pendingLength > 0 ? this.#resume(chunk, at) : this.#direct(chunk, at);
      if (!step.ok) {
        this.#refused = step.error;
        this.#pending = undefined;
        return step;
      }
      at = step.value.next;
      if (step.value.record !== undefined) records.push(step.value.record);
    }
    return ok(records);
  }

  /** Reads a frame out of the chunk itself; keeps the bytes when it is not all there. */
  #direct(chunk: Uint8Array, at: number): Result<Step, Refusal> {
    const left = chunk.length - at;
    if (left >= HEADER_BYTES) {
      const length = bodyLength(chunk, at);
      if (!length.ok) return length;
      if (left >= HEADER_BYTES + length.value) {
        const start = at + HEADER_BYTES;
        return complete(chunk.subarray(start, start + length.value), start + length.value);
      }
    }
    this.#keep(chunk.subarray(at));
    return ok({ next: chunk.length, record: undefined });
  }

  /** Goes on with the begun frame: first its header, then its body. */
  #resume(chunk: Uint8Array, at: number): Result<Step, Refusal> {
    let next = at;
    if (this.#pendingLength < HEADER_BYTES) {
      next = this.#take(chunk, next, HEADER_BYTES);
      if (this.#pendingLength < HEADER_BYTES) return ok({ next, record: undefined });
    }
    const pending = this.#pending;
    if (pending === undefined) throw new Error("a begun frame without its bytes");
    const length = bodyLength(pending, 0);
    if (!length.ok) return length;
    const whole = HEADER_BYTES + length.value;
    next = this.#take(chunk, next, whole);
    if (this.#pendingLength < whole) return ok({ next, record: undefined });
    this.#pendingLength = 0;
    return complete(pending.subarray(HEADER_BYTES, whole), next);
  }

  /** Moves bytes into the begun frame until it has `target` of them or the chunk ends. */
  #take(chunk: Uint8Array, at: number, target: number): number {
    const next = Math.min(chunk.length, at + target - this.#pendingLength);
    this.#keep(chunk.subarray(at, next));
    return next;
  }

  #keep(bytes: Uint8Array): void {
    this.#pending ??= new Uint8Array(HEADER_BYTES + EA_FRAME_MAX_BYTES);
    this.#pending.set(bytes, this.#pendingLength);
    this.#pendingLength += bytes.length;
  }
}

type Step = { readonly next: number; readonly record: FrameRecord | undefined };

function complete(body: Uint8Array, next: number): Result<Step, Refusal> {
  const parsed = parseBody(body);
  return parsed.ok ? ok({ next, record: parsed.value }) : parsed;
}

function bodyLength(bytes: Uint8Array, at: number): Result<number, Refusal> {
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES).getUint32(0);
  if (length > EA_FRAME_MAX_BYTES) {
    return err(
      refusal("frame_too_long", `A frame of ${length} bytes; the most is ${EA_FRAME_MAX_BYTES} bytes.`),
    );
  }
  return length === 0 ? err(refusal("frame_malformed", "The frame is empty.")) : ok(length);
}

/**
 * What a side of the EA link shows to prove that it knows the shared token: lower-case hex of
 * HMAC-SHA256(token, "ROLE|FIRST|SECOND"). The terminal's proof has role `ea` and the agent's nonce
 * first; the agent's has role `agent` and the terminal's nonce first, so neither can be played back.
 */
export function proofOf(token: string, role: "ea" | "agent", first: string, second: string): string {
  return createHmac("sha256", token).update(`${role}|${first}|${second}`).digest("hex");
}

/** Compares two proofs in a time that does not depend on where they differ; their length is no secret. */
export function proofMatches(a: string, b: string): boolean {
  const left = Buffer.from(a, "utf8");
  const right = Buffer.from(b, "utf8");
  return left.length === right.length && timingSafeEqual(left, right);
}

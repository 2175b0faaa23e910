import type { JsonObject } from "../../json/node.ts";
import type { Signal } from "../signal.ts";
import { fieldAt, textField } from "./json-fields.ts";
import { type Reading, refuse } from "./reading.ts";
import { readTime } from "./time.ts";
import { readId } from "./words.ts";

/** The keys that every JSON dialect has beside its own. */
export const envelopeKeys = ["id", "alertTimestamp", "time", "secret"] as const;

type Envelope = Pick<Signal, "id" | "firedAtMs" | "timeAt">;

/**
 * Reads what is about the alert and not about the trade: its id (`alertTimestamp` is another vendor's name
 * for it), the time it fired, and the secret, which was checked before and is only looked at for its type.
 */
export function readEnvelope(reading: Reading, object: JsonObject): Envelope {
  const envelope: Envelope = {};
  const id = textField(reading, object, "id", true);
  const other = textField(reading, object, "alertTimestamp", true);
  if (id !== undefined && other !== undefined) {
    refuse(reading, "conflicting_keys", "The message already has an id.", fieldAt(object, "alertTimestamp"));
  }
  const given = id ?? other;
  if (given !== undefined) {
    const read = readId(reading, given.value, given.at);
    if (read !== undefined) envelope.id = read;
  }
  const time = textField(reading, object, "time", true);
  if (time !== undefined) {
    const firedAtMs = readTime(reading, time.value, time.at);
    if (firedAtMs !== undefined) {
      envelope.firedAtMs = firedAtMs;
      envelope.timeAt = time.at;
    }
  }
  textField(reading, object, "secret");
  return envelope;
}

import { unavailableFeature } from "../../../../src/domain/alert/availability.ts";
import type { DialectSettings } from "../../../../src/domain/alert/dialects/settings.ts";
import { parseAlert } from "../../../../src/domain/alert/parse.ts";
import { findSecrets } from "../../../../src/domain/alert/secret-scan.ts";
import type { DialectName, Signal } from "../../../../src/domain/alert/signal.ts";
import { toSallyportJson } from "../../../../src/domain/alert/write.ts";
import { type Refusal, refusal } from "../../../../src/domain/refusal.ts";
import { err, type Result } from "../../../../src/domain/result.ts";
import { faultSpan } from "../../words/fault-span.ts";
import { SECRET_PLACE } from "./draft.ts";
import { asTemplate, type Fields, fill } from "./template.ts";

/** What a message means to the gateway, read by the gateway's own parsers. */
export interface Explained {
  /** As TradingView would send it. */
  readonly filled: string;
  /** `at` of a refusal is the place in the message as it was written. */
  readonly result: Result<Signal, Refusal>;
  readonly hasSecret: boolean;
}

interface Reading {
  readonly dialect: DialectName | undefined;
  readonly settings: DialectSettings;
  readonly sampleOf: (placeholder: string) => string;
}

/** Reads a message as the hook would once TradingView has filled it in. */
export function explain(message: string, { dialect, settings, sampleOf }: Reading): Explained {
  const { text, placeBefore } = fill(message, sampleOf);
  const parsed = parseAlert(text, { dialect, settings });
  const unavailable = parsed.ok ? unavailableFeature(parsed.value) : undefined;
  const result = unavailable === undefined ? parsed : err(unavailable);
  const hasSecret = findSecrets(message).length > 0;
  if (result.ok || result.error.at === undefined) return { filled: text, result, hasSecret };
  const { code, message: words, at, hint } = result.error;
  return { filled: text, result: err(refusal(code, words, { at: placeBefore(at), hint })), hasSecret };
}

const DID_YOU_MEAN = /^did you mean ([^?]+)\?$/;

/** The message with the refused word replaced by each one that may have been meant; empty when nobody can say. */
export function mended(
  message: string,
  { at, hint }: Refusal,
): readonly { readonly word: string; readonly text: string }[] {
  const words = DID_YOU_MEAN.exec(hint ?? "")?.[1];
  if (words === undefined || at === undefined) return [];
  const { from, to } = faultSpan(message, at);
  const wrong = message.slice(from, to);
  const quoted = wrong.startsWith('"') && wrong.endsWith('"') && wrong.length > 1;
  // Of key=value only the key is meant.
  const end = quoted ? to : from + (wrong.includes("=") ? wrong.indexOf("=") : wrong.length);
  return words.split(/, | or /).map((word) => ({
    word,
    text: message.slice(0, from) + (quoted ? `"${word}"` : word) + message.slice(end),
  }));
}

/**
 * A message of another dialect in Sallyport's own, with the placeholders where their samples stand: a sample that
 * several placeholders have could be any of them, and stays.
 */
export function inOwnDialect(
  signal: Signal,
  placeholders: readonly string[],
  sampleOf: (placeholder: string) => string,
): Result<string, Refusal> {
  const written = toSallyportJson(signal);
  if (!written.ok) return written;
  const bySample = new Map<string, string | null>();
  for (const placeholder of placeholders) {
    const sample = sampleOf(placeholder);
    bySample.set(sample, bySample.has(sample) ? null : placeholder);
  }
  const fields: Fields = JSON.parse(written.value, (key, value: unknown) => {
    if (typeof value !== "string") return value;
    const text = key === "time" ? value.replace(".000Z", "Z") : value;
    return bySample.get(text) ?? value;
  });
  return { ok: true, value: asTemplate({ ...fields, secret: SECRET_PLACE }) };
}

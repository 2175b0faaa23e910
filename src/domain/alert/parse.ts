import { type Refusal, refusal } from "../refusal.ts";
import { err, type Result } from "../result.ts";
import { type Detected, detectJson, detectPlain } from "./detect.ts";
import { readJson } from "./dialects/json-fields.ts";
import { parsePineConnector } from "./dialects/pineconnector.ts";
import { outcome, type Reading } from "./dialects/reading.ts";
import { parseSallyport, readSallyport } from "./dialects/sallyport.ts";
import type { DialectSettings } from "./dialects/settings.ts";
import { parseText } from "./dialects/text.ts";
import { parseTradersPost, readTradersPost } from "./dialects/traderspost.ts";
import type { DialectName, Signal } from "./signal.ts";

const parsers: Readonly<
  Record<DialectName, (text: string, settings: DialectSettings) => Result<Signal, Refusal>>
> = {
  sallyport: parseSallyport,
  pineconnector: parsePineConnector,
  traderspost: parseTradersPost,
  text: parseText,
};

function refuseForeign(detected: Extract<Detected, { kind: "foreign" }>): Result<never, Refusal> {
  return err(
    refusal(
      "dialect_not_supported",
      `This looks like a message for ${detected.vendor}, which is not supported yet.`,
      {
        at: detected.at,
        hint: "write it as Sallyport JSON, PineConnector, TradersPost or plain text",
      },
    ),
  );
}

function parseJson(text: string): Result<Signal, Refusal> {
  const reading: Reading = { text, fault: undefined };
  const root = readJson(reading);
  if (root === undefined) return outcome<Signal>(reading, undefined);
  const detected = detectJson(root);
  if (detected.kind === "foreign") return refuseForeign(detected);
  const read = detected.dialect === "traderspost" ? readTradersPost : readSallyport;
  return outcome(reading, read(reading, root));
}

/**
 * Reads an alert's message (the text as received, the secret masked) into a signal. `dialect` is what the
 * strategy fixes; without it the dialect is told from the message. Refusals carry the zero-based
 * character offset of the fault. Never throws.
 */
export function parseAlert(
  text: string,
  options: { readonly dialect?: DialectName | undefined; readonly settings: DialectSettings },
): Result<Signal, Refusal> {
  const { dialect, settings } = options;
  if (/^\s*$/.test(text)) return err(refusal("empty_message", "The message is empty.", { at: 0 }));
  if (dialect !== undefined) return parsers[dialect](text, settings);
  if (/^\s*[{[]/.test(text)) return parseJson(text);
  const detected = detectPlain(text);
  return detected.kind === "foreign" ? refuseForeign(detected) : parsers[detected.dialect](text, settings);
}

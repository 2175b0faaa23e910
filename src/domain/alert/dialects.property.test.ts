import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Refusal } from "../refusal.ts";
import { refusalSchema } from "../refusal.ts";
import type { Result } from "../result.ts";
import { parsePineConnector } from "./dialects/pineconnector.ts";
import { parseSallyport } from "./dialects/sallyport.ts";
import type { DialectSettings } from "./dialects/settings.ts";
import { parseText } from "./dialects/text.ts";
import { parseTradersPost } from "./dialects/traderspost.ts";
import {
  mutated,
  pineMessage,
  sallyportMessage,
  settingsArbitrary,
  textMessage,
  tradersPostMessage,
} from "./message-arbitraries.ts";
import { parseAlert } from "./parse.ts";
import { type Signal, signalSchema } from "./signal.ts";
import { toSallyportJson } from "./write.ts";

type Parser = (text: string, settings: DialectSettings) => Result<Signal, Refusal>;

/** A signal without what only describes the message it came from. */
function meaning(signal: Signal): object {
  const { dialect: _dialect, licence: _licence, symbolAt: _symbolAt, timeAt: _timeAt, ...rest } = signal;
  const legs = signal.legs.map((leg) => {
    const { at: _at, ...without } = { at: undefined, ...leg };
    return without;
  });
  return { ...rest, legs };
}

/** What must hold of every answer that any parser gives. */
function checkAnswer(text: string, answer: Result<Signal, Refusal>): void {
  if (!answer.ok) {
    expect(refusalSchema.safeParse(answer.error).success).toBe(true);
    expect(answer.error.at).toBeLessThanOrEqual(text.length);
    expect(answer.error.at).toBeGreaterThanOrEqual(0);
    return;
  }
  const signal = answer.value;
  expect(signalSchema.parse(signal)).toEqual(signal);
  if (signal.symbol !== undefined) {
    expect(text.startsWith(signal.symbol, signal.symbolAt)).toBe(true);
  }
  const written = toSallyportJson(signal);
  expect(written.ok).toBe(signal.unavailable.length === 0);
  if (!written.ok) return;
  const again = parseSallyport(written.value, {});
  if (!again.ok) throw new Error(`${again.error.code} at ${again.error.at}: ${written.value}`);
  expect(meaning(again.value)).toEqual(meaning(signal));
}

const dialects: [name: string, parse: Parser, message: fc.Arbitrary<string>][] = [
  ["Sallyport JSON", parseSallyport, sallyportMessage],
  ["PineConnector", parsePineConnector, pineMessage],
  ["TradersPost", parseTradersPost, tradersPostMessage],
  ["plain text", parseText, textMessage],
];

describe.each(dialects)("%s", (_name, parse, message) => {
  it("accepts many of its own messages, and whatever it accepts round-trips through Sallyport JSON", () => {
    let accepted = 0;
    fc.assert(
      fc.property(message, settingsArbitrary, (text, settings) => {
        const answer = parse(text, settings);
        if (answer.ok) accepted++;
        checkAnswer(text, answer);
      }),
      { numRuns: 400 },
    );
    // Otherwise the property above would say little.
    expect(accepted).toBeGreaterThan(40);
  });

  it("never throws on damaged messages, and what it still accepts round-trips", () => {
    fc.assert(
      fc.property(mutated(message), settingsArbitrary, (text, settings) => {
        checkAnswer(text, parse(text, settings));
      }),
      { numRuns: 600 },
    );
  });

  it("never throws on arbitrary text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary", maxLength: 200 }), fc.json()), (text) => {
        checkAnswer(text, parse(text, {}));
      }),
      { numRuns: 400 },
    );
  });

  it("is told from its own messages without being fixed", () => {
    fc.assert(
      fc.property(message, settingsArbitrary, (text, settings) => {
        const answer = parse(text, settings);
        fc.pre(answer.ok);
        expect(parseAlert(text, { settings })).toEqual(answer);
      }),
    );
  });
});

describe("detection", () => {
  it("never throws on any message of any dialect, damaged or not", () => {
    const any = fc.oneof(pineMessage, sallyportMessage, tradersPostMessage, textMessage);
    fc.assert(
      fc.property(fc.oneof(mutated(any), fc.string({ unit: "binary" })), (text) => {
        checkAnswer(text, parseAlert(text, { settings: {} }));
      }),
      { numRuns: 600 },
    );
  });
});

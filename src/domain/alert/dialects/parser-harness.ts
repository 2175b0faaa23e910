import type { Refusal } from "../../refusal.ts";
import type { Result } from "../../result.ts";
import { type Leg, type Signal, signalSchema } from "../signal.ts";
import type { DialectSettings } from "./settings.ts";

type Parser = (text: string, settings: DialectSettings) => Result<Signal, Refusal>;

/**
 * What the tests of a dialect ask its parser. `write` turns a message as a test has it into text. Tests
 * only.
 */
export function harness<T>(parse: Parser, write: (message: T) => string) {
  /** The signal of a message that must be accepted; checked against the schema that stores it. */
  function read(message: T, settings: DialectSettings = {}): Signal {
    const parsed = parse(write(message), settings);
    if (!parsed.ok) throw new Error(`${parsed.error.code} at ${parsed.error.at}: ${write(message)}`);
    return signalSchema.parse(parsed.value);
  }

  /** Its legs without the places of their values. */
  function legs(message: T, settings: DialectSettings = {}): Leg[] {
    return read(message, settings).legs.map((leg) => {
      const { at: _at, ...rest } = { at: undefined, ...leg };
      return rest;
    });
  }

  /** The refusal of a message that must not be accepted. */
  function fault(message: T, settings: DialectSettings = {}): Refusal {
    const parsed = parse(write(message), settings);
    if (parsed.ok) throw new Error(`accepted: ${write(message)}`);
    return parsed.error;
  }

  /** Its code, and the rest of the message from the fault on, so that no test need count characters. */
  function pointsAt(message: T, settings: DialectSettings = {}): [code: string, rest: string] {
    const { code, at } = fault(message, settings);
    return [code, write(message).slice(at)];
  }

  return { read, legs, fault, pointsAt };
}

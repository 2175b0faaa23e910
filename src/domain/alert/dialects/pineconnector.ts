import type { Refusal } from "../../refusal.ts";
import type { Result } from "../../result.ts";
import type { Leg, Signal } from "../signal.ts";
import { suggestion } from "../suggest.ts";
import { splitAtCommas } from "./comma-parts.ts";
import { readModifyLeg } from "./modify-leg.ts";
import { readOpenLeg } from "./open-leg.ts";
import { type PineCommand, pineCommands } from "./pineconnector-commands.ts";
import { readPineExits, readPineFilters } from "./pineconnector-exits.ts";
import { type PineFields, readPineFields } from "./pineconnector-fields.ts";
import { outcome, type Placed, quoted, type Reading, readPlainMessage, refuse } from "./reading.ts";
import type { DialectSettings } from "./settings.ts";
import { readSymbol } from "./words.ts";

const LICENCE = /^[0-9]{8,20}$/;

/** Licence, command and symbol: the three parts whose order is fixed. */
interface Head {
  readonly licence: string;
  readonly command: Placed<PineCommand>;
  /** Absent for commands that cover the account, whose third part repeats the command or is missing. */
  readonly symbol: Placed<string> | undefined;
  readonly rest: readonly Placed<string>[];
}

function isCommand(part: Placed<string> | undefined): boolean {
  return part !== undefined && pineCommands.has(part.value.toLowerCase());
}

function readLicence(reading: Reading, part: Placed<string>): string | undefined {
  if (LICENCE.test(part.value)) return part.value;
  if (isCommand(part)) {
    return refuse(
      reading,
      "wrong_order",
      "The licence id comes first, then the command, then the symbol.",
      part.at,
    );
  }
  return refuse(
    reading,
    "invalid_licence",
    "The message should start with a licence id of 8 to 20 digits.",
    part.at,
  );
}

function readCommand(reading: Reading, parts: readonly Placed<string>[]): Placed<PineCommand> | undefined {
  const [, part, next] = parts;
  if (part === undefined) {
    return refuse(reading, "missing_command", "The command is missing.", reading.text.length);
  }
  const command = pineCommands.get(part.value.toLowerCase());
  if (command !== undefined) return { value: command, at: part.at };
  if (part.value === "" || part.value.includes("=")) {
    return refuse(reading, "missing_command", "A command should stand here.", part.at);
  }
  if (LICENCE.test(part.value))
    return refuse(reading, "two_licences", "A message holds one licence id.", part.at);
  if (isCommand(next)) {
    return refuse(reading, "wrong_order", "The command comes before the symbol.", part.at);
  }
  const hint = suggestion(part.value, pineCommands.keys());
  return refuse(reading, "unknown_command", `The command ${quoted(part.value)} is not known.`, part.at, hint);
}

/** Refuses blanks within the first three parts, where only commas separate. */
function checkCommas(reading: Reading, parts: readonly Placed<string>[]): void {
  for (const part of parts.slice(0, 3)) {
    const [beforeEquals = ""] = part.value.split("=", 1);
    const blank = beforeEquals.trimEnd().search(/[ \t\r\n]/);
    if (blank !== -1) refuse(reading, "missing_comma", "A comma should stand here.", part.at + blank);
  }
}

function readHead(
  reading: Reading,
  parts: readonly Placed<string>[],
  settings: DialectSettings,
): Head | undefined {
  checkCommas(reading, parts);
  if (reading.fault !== undefined) return undefined;
  const [first, word, third] = parts;
  const licence = first === undefined ? undefined : readLicence(reading, first);
  const command = licence === undefined ? undefined : readCommand(reading, parts);
  if (licence === undefined || command === undefined) return undefined;
  const { kind } = command.value;
  const coversAccount = kind === "control" || (kind === "close_all" && settings.closeAllScope !== "symbol");
  const isPair = third?.value.includes("=") === true;
  const isRepeat = third !== undefined && third.value.toLowerCase() === word?.value.toLowerCase();
  if (coversAccount && (third === undefined || isPair || isRepeat)) {
    return { licence, command, symbol: undefined, rest: parts.slice(isPair ? 2 : 3) };
  }
  if (third === undefined || isPair || isRepeat) {
    const at = third?.at ?? reading.text.length;
    return refuse(reading, "missing_symbol", "The symbol should stand here, after the command.", at);
  }
  if (isCommand(third)) return refuse(reading, "two_commands", "A message holds one command.", third.at);
  if (LICENCE.test(third.value))
    return refuse(reading, "two_licences", "A message holds one licence id.", third.at);
  if (kind === "control") {
    return refuse(
      reading,
      "symbol_not_allowed",
      "This command stops or resumes the whole strategy.",
      third.at,
    );
  }
  if (readSymbol(reading, third.value, third.at) === undefined) return undefined;
  return { licence, command, symbol: coversAccount ? undefined : third, rest: parts.slice(3) };
}

function readEntry(
  reading: Reading,
  command: PineCommand & { kind: "open" },
  actionAt: number,
  fields: PineFields,
  settings: DialectSettings,
): Leg[] {
  if (fields.size === undefined) {
    refuse(reading, "missing_size", "An entry needs a volume.", actionAt, "add vol_lots=");
  }
  const { first, side, type } = command;
  const exits = readPineExits(reading, fields.exitKeys);
  const filters = readPineFilters(fields.exitKeys, settings);
  const open = readOpenLeg(reading, { side, type, actionAt }, { ...fields, exits, filters }, undefined);
  if (first === undefined) return [open];
  const before: Leg =
    first.action === "close"
      ? { action: "close", scope: "symbol", side: first.side, amount: { unit: "all" } }
      : { action: "cancel", scope: "symbol", side: first.side, types: [] };
  return [before, open];
}

function readPartialClose(
  reading: Reading,
  side: "long" | "short",
  actionAt: number,
  fields: PineFields,
): Leg[] {
  const { amount } = fields;
  if (amount === undefined) {
    refuse(reading, "missing_amount", "It is not said how much to close.", actionAt, "add pct= or vol_lots=");
    return [];
  }
  return [{ action: "close", scope: "symbol", side, amount: amount.value, at: { amount: amount.at } }];
}

function readLegs(reading: Reading, head: Head, fields: PineFields, settings: DialectSettings): Leg[] {
  const { value: command, at } = head.command;
  switch (command.kind) {
    case "open":
      return readEntry(reading, command, at, fields, settings);
    case "close":
      return [{ action: "close", scope: "symbol", side: command.side, amount: { unit: "all" } }];
    case "close_percent":
    case "close_volume":
      return readPartialClose(reading, command.side, at, fields);
    case "close_all": {
      const scope = head.symbol === undefined ? "account" : "symbol";
      const close: Leg = { action: "close", scope, side: "both", amount: { unit: "all" } };
      return command.halts ? [close, { action: "control", set: "halt" }] : [close];
    }
    case "cancel":
      return [{ action: "cancel", scope: "symbol", side: command.side, types: [] }];
    case "modify":
      return [readModifyLeg(reading, { ...command, actionAt: at }, fields.stopLoss, fields.takeProfit)];
    case "control":
      return [{ action: "control", set: command.set }];
  }
}

function readSignal(reading: Reading, settings: DialectSettings): Signal | undefined {
  const parts = splitAtCommas(reading);
  const head = readHead(reading, parts, settings);
  if (head === undefined) return undefined;
  const fields = readPineFields(reading, head.command, head.rest, settings);
  if (reading.fault !== undefined) return undefined;
  const signal: Signal = {
    dialect: "pineconnector",
    legs: readLegs(reading, head, fields, settings),
    licence: head.licence,
    unavailable: [],
  };
  if (head.symbol !== undefined) {
    signal.symbol = head.symbol.value;
    signal.symbolAt = head.symbol.at;
  }
  if (fields.id !== undefined) signal.id = fields.id;
  if (fields.firedAt !== undefined) {
    signal.firedAtMs = fields.firedAt.value;
    signal.timeAt = fields.firedAt.at;
  }
  return signal;
}

/**
 * Reads PineConnector's `LicenseID,command,SYMBOL[,key=value]...` (PineConnector "Syntax" page). `text`
 * is the message as received; places in refusals are zero-based character offsets in it. Keys whose
 * meaning is set in the vendor's expert advisor take it from `settings`, and are refused without it.
 */
export function parsePineConnector(text: string, settings: DialectSettings): Result<Signal, Refusal> {
  const reading = readPlainMessage(text);
  return outcome(reading, reading.fault === undefined ? readSignal(reading, settings) : undefined);
}

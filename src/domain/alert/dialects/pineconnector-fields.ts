import type { Level, Size } from "../signal.ts";
import { readKeyValue } from "./comma-parts.ts";
import { readDecimal, readPercent } from "./decimal.ts";
import { keyHint } from "./key-hint.ts";
import { type PineCommand, pineCommands } from "./pineconnector-commands.ts";
import { allPineKeys, keysOf, type PineExitKey, type PineRole } from "./pineconnector-keys.ts";
import type { EntryFields } from "./protection.ts";
import { type Placed, quoted, type Reading, refuse } from "./reading.ts";
import type { DialectSettings } from "./settings.ts";
import { readTime } from "./time.ts";
import { readComment, readId } from "./words.ts";

/** Everything that stood behind the symbol. */
export interface PineFields extends EntryFields {
  size?: Placed<Size>;
  entry?: Placed<Level>;
  stopLoss?: Placed<Level>;
  takeProfit?: Placed<Level>;
  comment?: string;
  amount?: Placed<{ readonly unit: "percent" | "lots"; readonly value: string }>;
  id?: string;
  firedAt?: Placed<number>;
  readonly exitKeys: Map<PineExitKey, { readonly value: Placed<string>; readonly keyAt: number }>;
}

const SIZE_OF_MODE = {
  lots: "lots",
  dollar: "risk_money",
  balance_percent_lots: "balance_percent_lots",
  balance_percent_margin: "balance_percent_margin",
  balance_percent_loss: "balance_percent_loss",
} as const;

/** Why a part of the message without `=` is out of place. */
function refuseBarePart(reading: Reading, part: Placed<string>): void {
  const word = part.value.toLowerCase();
  if (word === "")
    refuse(reading, "empty_part", "Nothing stands between two commas, or after the last one.", part.at);
  else if (pineCommands.has(word)) refuse(reading, "two_commands", "A message holds one command.", part.at);
  else if (/^[0-9]{8,20}$/.test(word))
    refuse(reading, "two_licences", "A message holds one licence id.", part.at);
  else if (allPineKeys.has(word)) {
    refuse(reading, "missing_value", "This key has no value.", part.at, `write ${word}=...`);
  } else
    refuse(reading, "two_symbols", "A message holds one symbol; everything after it is key=value.", part.at);
}

/** Two keys for one thing contradict each other, even when they say the same: refused at the second. */
function isFree(reading: Reading, taken: unknown, key: Placed<string>, what: string): boolean {
  if (taken === undefined) return true;
  refuse(reading, "conflicting_keys", `The message already has ${what}.`, key.at);
  return false;
}

function refuseLegacy(reading: Reading, key: Placed<string>, setting: string, instead: string): undefined {
  return refuse(
    reading,
    "legacy_mode_not_set",
    `What ${quoted(key.value)} counts is set in PineConnector's expert advisor, and not for this strategy.`,
    key.at,
    `write ${instead} instead, or set the strategy's ${setting}`,
  );
}

function readSize(
  reading: Reading,
  unit: Size["unit"] | "legacy",
  key: Placed<string>,
  value: Placed<string>,
  settings: DialectSettings,
): Placed<Size> | undefined {
  const mode = settings.volumeType;
  const meant = unit !== "legacy" ? unit : mode === undefined ? undefined : SIZE_OF_MODE[mode];
  if (meant === undefined) return refuseLegacy(reading, key, "volumeType", "vol_lots");
  const number = readDecimal(reading, value.value, value.at, "positive");
  return number === undefined ? undefined : { value: { unit: meant, value: number }, at: value.at };
}

function readLevel(
  reading: Reading,
  role: Extract<PineRole, { unit: Level["unit"] | "legacy" }>,
  key: Placed<string>,
  value: Placed<string>,
  settings: DialectSettings,
): Placed<Level> | undefined {
  const isEntry = role.role === "entry";
  const unit = role.unit !== "legacy" ? role.unit : isEntry ? settings.pendingEntry : settings.targetType;
  if (unit === undefined) {
    const prefix = isEntry ? "entry" : role.role === "stopLoss" ? "sl" : "tp";
    const instead = `${prefix}_pips, ${prefix}_price or ${prefix}_pct`;
    return refuseLegacy(reading, key, isEntry ? "pendingEntry" : "targetType", instead);
  }
  const number = readDecimal(reading, value.value, value.at, "positive");
  return number === undefined ? undefined : { value: { unit, value: number }, at: value.at };
}

function readField(
  reading: Reading,
  fields: PineFields,
  role: PineRole,
  key: Placed<string>,
  value: Placed<string>,
  settings: DialectSettings,
): void {
  switch (role.role) {
    case "size": {
      if (!isFree(reading, fields.size, key, "a volume")) return;
      const size = readSize(reading, role.unit, key, value, settings);
      if (size !== undefined) fields.size = size;
      return;
    }
    case "entry":
    case "stopLoss":
    case "takeProfit": {
      if (!isFree(reading, fields[role.role], key, "one of these levels")) return;
      const level = readLevel(reading, role, key, value, settings);
      if (level !== undefined) fields[role.role] = level;
      return;
    }
    case "amount": {
      if (!isFree(reading, fields.amount, key, "an amount")) return;
      const number =
        role.unit === "percent"
          ? readPercent(reading, value.value, value.at)
          : readDecimal(reading, value.value, value.at, "positive");
      if (number !== undefined) fields.amount = { value: { unit: role.unit, value: number }, at: value.at };
      return;
    }
    case "exit": {
      if (role.key === "accfilter" && settings.accountFilter === undefined) {
        refuseLegacy(reading, key, "accountFilter", "no account filter");
      }
      const text =
        role.sign === "word" ? value.value : readDecimal(reading, value.value, value.at, role.sign);
      if (text !== undefined) {
        fields.exitKeys.set(role.key, { value: { value: text, at: value.at }, keyAt: key.at });
      }
      return;
    }
    case "comment": {
      const comment = readComment(reading, value.value, value.at);
      if (comment !== undefined) fields.comment = comment;
      return;
    }
    case "id": {
      if (!isFree(reading, fields.id, key, "an id")) return;
      const id = readId(reading, value.value, value.at);
      if (id !== undefined) fields.id = id;
      return;
    }
    case "time": {
      const firedAtMs = readTime(reading, value.value, value.at);
      if (firedAtMs !== undefined) fields.firedAt = { value: firedAtMs, at: value.at };
      return;
    }
    case "secret":
      return;
  }
}

/** Reads the `key=value` parts behind the symbol, each checked against what `command` may have. */
export function readPineFields(
  reading: Reading,
  command: Placed<PineCommand>,
  parts: readonly Placed<string>[],
  settings: DialectSettings,
): PineFields {
  const fields: PineFields = { exitKeys: new Map() };
  const known = keysOf(command.value);
  const seen = new Set<string>();
  for (const part of parts) {
    if (reading.fault !== undefined) return fields;
    if (!part.value.includes("=")) refuseBarePart(reading, part);
    const pair = readKeyValue(reading, part);
    if (pair === undefined) return fields;
    const { key, value } = pair;
    const name = key.value.toLowerCase();
    const role = known.get(name);
    if (seen.has(name))
      refuse(reading, "duplicate_key", `The key ${quoted(key.value)} stands here for a second time.`, key.at);
    else if (role !== undefined) readField(reading, fields, role, key, value, settings);
    else if (allPineKeys.has(name)) {
      refuse(
        reading,
        "key_not_allowed",
        `The key ${quoted(key.value)} has no meaning for this command.`,
        key.at,
      );
    } else {
      refuse(
        reading,
        "unknown_key",
        `The key ${quoted(key.value)} is not known.`,
        key.at,
        keyHint(name, known.keys()),
      );
    }
    seen.add(name);
  }
  return fields;
}

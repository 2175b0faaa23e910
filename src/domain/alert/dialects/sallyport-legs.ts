import type { JsonObject } from "../../json/node.ts";
import type { Amount, CloseLeg, Leg, Signal } from "../signal.ts";
import { readPercent } from "./decimal.ts";
import { choiceField, decimalField, fieldAt, textField } from "./json-fields.ts";
import { readModifyLeg } from "./modify-leg.ts";
import { readOpenLeg } from "./open-leg.ts";
import type { EntryFields } from "./protection.ts";
import { type Placed, type Reading, refuse } from "./reading.ts";
import { readExits, readFilters } from "./sallyport-exits.ts";
import { type SallyportAction, sallyportActions } from "./sallyport-keys.ts";
import { readEntryFields, readLevelOrNone, readSize } from "./sallyport-values.ts";
import { readTargetLeg } from "./target-leg.ts";

const SIDES = ["long", "short", "both"] as const;

/** Everything that an entry or a target position may have. */
function readEntry(reading: Reading, object: JsonObject): EntryFields {
  return {
    ...readEntryFields(reading, object),
    exits: readExits(reading, object),
    filters: readFilters(reading, object),
  };
}

/** The action of a message or leg; says what is wrong when there is none. */
export function readAction(reading: Reading, object: JsonObject): Placed<SallyportAction> | undefined {
  if (!object.entries.has("action")) {
    return refuse(
      reading,
      "missing_action",
      "The action is missing.",
      object.at,
      `one of ${sallyportActions.join(", ")}`,
    );
  }
  return choiceField(reading, object, "action", sallyportActions, "unknown_action");
}

function readAmount(reading: Reading, object: JsonObject): Placed<Amount> | undefined {
  const lots = decimalField(reading, object, "lots", "positive");
  const percent = textField(reading, object, "percent", true);
  if (lots !== undefined && percent !== undefined) {
    refuse(reading, "conflicting_keys", "Either lots or percent, not both.", fieldAt(object, "percent"));
  }
  if (lots !== undefined) return { value: { unit: "lots", value: lots.value }, at: lots.at };
  if (percent === undefined) return undefined;
  const value = readPercent(reading, percent.value, percent.at);
  return value === undefined ? undefined : { value: { unit: "percent", value }, at: percent.at };
}

function readCloseLeg(reading: Reading, object: JsonObject): CloseLeg {
  const side = choiceField(reading, object, "side", SIDES)?.value ?? "both";
  const scope = choiceField(reading, object, "scope", ["symbol", "account"])?.value ?? "symbol";
  const amount = readAmount(reading, object);
  if (scope === "account" && amount?.value.unit === "lots") {
    refuse(
      reading,
      "key_not_allowed",
      "Lots of different symbols cannot be added up.",
      fieldAt(object, "lots"),
      "use percent",
    );
  }
  const leg: CloseLeg = { action: "close", scope, side, amount: amount?.value ?? { unit: "all" } };
  if (amount !== undefined) leg.at = { amount: amount.at };
  return leg;
}

function readCancelLeg(reading: Reading, object: JsonObject): Leg {
  const side = choiceField(reading, object, "side", SIDES)?.value ?? "both";
  const scope = choiceField(reading, object, "scope", ["symbol", "account"])?.value ?? "symbol";
  const type = choiceField(reading, object, "type", ["limit", "stop"]);
  return { action: "cancel", scope, side, types: type === undefined ? [] : [type.value] };
}

function readModify(reading: Reading, object: JsonObject, actionAt: number): Leg {
  const target = choiceField(reading, object, "target", ["positions", "orders"])?.value ?? "positions";
  const side = choiceField(reading, object, "side", SIDES)?.value ?? "both";
  const type = choiceField(reading, object, "type", ["limit", "stop"]);
  if (type !== undefined && target === "positions") {
    const hint = 'add "target": "orders"';
    refuse(reading, "key_not_allowed", "Positions have no order type.", fieldAt(object, "type"), hint);
  }
  const what = { target, side, types: type === undefined ? [] : [type.value], actionAt };
  return readModifyLeg(
    reading,
    what,
    readLevelOrNone(reading, object, "sl"),
    readLevelOrNone(reading, object, "tp"),
  );
}

function readFlip(
  reading: Reading,
  object: JsonObject,
  actionAt: number,
  chartPrice: string | undefined,
): Leg[] {
  const to = choiceField(reading, object, "to", ["long", "short"]);
  if (!object.entries.has("to")) {
    refuse(
      reading,
      "missing_value",
      "It is not said which side to flip to.",
      actionAt,
      'add "to": "long" or "short"',
    );
  }
  const from = choiceField(reading, object, "from", SIDES);
  const isLong = to?.value !== "short";
  const order = { side: isLong ? ("buy" as const) : ("sell" as const), type: "market" as const, actionAt };
  return [
    {
      action: "close",
      scope: "symbol",
      side: from?.value ?? (isLong ? "short" : "long"),
      amount: { unit: "all" },
    },
    readOpenLeg(reading, order, readEntry(reading, object), chartPrice),
  ];
}

function readTarget(
  reading: Reading,
  object: JsonObject,
  actionAt: number,
  chartPrice: string | undefined,
): Leg {
  const position = choiceField(reading, object, "position", ["long", "short", "flat"]);
  if (!object.entries.has("position")) {
    refuse(
      reading,
      "missing_value",
      "It is not said which position should stand.",
      actionAt,
      'add "position": "long", "short" or "flat"',
    );
  }
  const order = choiceField(reading, object, "order", ["buy", "sell"])?.value;
  const side = position?.value ?? "flat";
  if (side !== "flat") {
    return readTargetLeg(reading, { side, order, actionAt }, readEntry(reading, object), chartPrice);
  }
  const size = readSize(reading, object, "not_negative");
  if (size !== undefined && order === undefined && /[1-9]/.test(size.value.value)) {
    refuse(reading, "conflicting_keys", "A flat position has no size.", size.at);
  }
  return readTargetLeg(reading, { side, order: undefined, actionAt }, {}, undefined);
}

/** Reads one action with its keys, which were checked before; a flip gives two legs. */
export function readActionLegs(
  reading: Reading,
  object: JsonObject,
  action: Placed<SallyportAction>,
  chartPrice: string | undefined,
): Signal["legs"] {
  const { value, at } = action;
  switch (value) {
    case "buy":
    case "sell": {
      const type = choiceField(reading, object, "type", ["market", "limit", "stop"])?.value ?? "market";
      return [
        readOpenLeg(reading, { side: value, type, actionAt: at }, readEntry(reading, object), chartPrice),
      ];
    }
    case "close":
      return [readCloseLeg(reading, object)];
    case "cancel":
      return [readCancelLeg(reading, object)];
    case "modify":
      return [readModify(reading, object, at)];
    case "flip":
      return readFlip(reading, object, at, chartPrice);
    case "target":
      return [readTarget(reading, object, at, chartPrice)];
    case "halt":
    case "resume":
      return [{ action: "control", set: value }];
  }
}

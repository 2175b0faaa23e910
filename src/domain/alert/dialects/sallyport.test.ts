import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseSallyport } from "./sallyport.ts";

const { pointsAt } = harness(parseSallyport, (message: object | string) =>
  typeof message === "string" ? message : JSON.stringify({ symbol: "EURUSD", ...message }),
);

function code(message: object): string {
  return pointsAt(message)[0];
}

describe("what is refused, and where", () => {
  const refused: [text: string, code: string, rest: string][] = [
    ["{}", "missing_action", "{}"],
    ['{"symbol":"X"}', "missing_action", '{"symbol":"X"}'],
    ['{"acton":"buy","symbol":"X"}', "unknown_key", '"acton":"buy","symbol":"X"}'],
    ['{"action":"bye","symbol":"X"}', "unknown_action", 'bye","symbol":"X"}'],
    ['{"action":1,"symbol":"X"}', "wrong_type", '1,"symbol":"X"}'],
    ['{"action":"buy"}', "missing_symbol", '{"action":"buy"}'],
    ['{"action":"buy","symbol":"X Y"}', "invalid_symbol", ' Y"}'],
    ['{"action":"buy","symbol":"X","slpips":20}', "unknown_key", '"slpips":20}'],
    ['{"action":"buy","symbol":"X","percent":20}', "key_not_allowed", '"percent":20}'],
    ['{"action":"close","symbol":"X","sl_pips":20}', "key_not_allowed", '"sl_pips":20}'],
    ['{"action":"buy","symbol":"X","lots":1,"lots":2}', "duplicate_key", '"lots":2}'],
    ['{"action":"buy","symbol":"X","lots":1,"notional":2}', "conflicting_keys", '"notional":2}'],
    ['{"action":"buy","symbol":"X","size":{"lots":1},"lots":1}', "conflicting_keys", '"lots":1}'],
    ['{"action":"buy","symbol":"X","size":{}}', "missing_size", "{}}"],
    ['{"action":"buy","symbol":"X","size":{"lost":1}}', "unknown_key", '"lost":1}}'],
    ['{"action":"buy","symbol":"X","size":1}', "wrong_type", "1}"],
    [
      '{"action":"buy","symbol":"X","sl_pips":1,"sl_price":2}',
      "conflicting_keys",
      '"sl_pips":1,"sl_price":2}',
    ],
    ['{"action":"buy","symbol":"X","entry_price":2}', "key_not_allowed", "2}"],
    ['{"action":"buy","symbol":"X","type":"limit"}', "missing_entry", 'buy","symbol":"X","type":"limit"}'],
    [
      '{"action":"buy","symbol":"X","type":"limit","entry_price":1,"sl_price":2}',
      "stop_loss_wrong_side",
      "2}",
    ],
    ['{"action":"buy","symbol":"X","price":1.5,"sl_price":2}', "stop_loss_wrong_side", "2}"],
    ['{"action":"sell","symbol":"X","price":1.5,"tp_price":2}', "take_profit_wrong_side", "2}"],
    ['{"action":"flip","to":"short","symbol":"X","price":1.5,"tp_price":2}', "take_profit_wrong_side", "2}"],
    [
      '{"action":"target","position":"short","symbol":"X","sl_price":1,"tp_price":2}',
      "stop_loss_wrong_side",
      '1,"tp_price":2}',
    ],
    [
      '{"action":"modify","side":"short","symbol":"X","sl_price":1,"tp_price":2}',
      "stop_loss_wrong_side",
      '1,"tp_price":2}',
    ],
    ['{"action":"buy","symbol":"X","risk_money":50}', "stop_loss_required", "50}"],
    ['{"action":"buy","symbol":"X","lots":"0"}', "not_positive", '0"}'],
    ['{"action":"buy","symbol":"X","lots":"-1"}', "not_positive", '-1"}'],
    ['{"action":"buy","symbol":"X","lots":"NaN"}', "not_a_number", 'NaN"}'],
    ['{"action":"buy","symbol":"X","lots":NaN}', "malformed_json", "NaN}"],
    ['{"action":"buy","symbol":"X","lots":1e400}', "number_not_exact", "1e400}"],
    ['{"action":"buy","symbol":"X","lots":"1e400"}', "too_large", '1e400"}'],
    [
      '{"action":"buy","symbol":"X","lots":10000000000000000999}',
      "number_not_exact",
      "10000000000000000999}",
    ],
    ['{"action":"buy","symbol":"X","lots":true}', "wrong_type", "true}"],
    ['{"action":"buy","symbol":"X","sl_price":"none"}', "not_a_number", 'none"}'],
    ['{"action":"close","symbol":"X","lots":1,"percent":2}', "conflicting_keys", '"percent":2}'],
    ['{"action":"close","symbol":"X","percent":101}', "percent_too_large", "101}"],
    ['{"action":"close","scope":"account","lots":1}', "key_not_allowed", '"lots":1}'],
    ['{"action":"close","symbol":"X","side":"buy"}', "unknown_value", 'buy"}'],
    ['{"action":"modify","symbol":"X"}', "missing_level", 'modify","symbol":"X"}'],
    [
      '{"action":"modify","symbol":"X","type":"stop","sl_pips":1}',
      "key_not_allowed",
      '"type":"stop","sl_pips":1}',
    ],
    ['{"action":"modify","symbol":"X","sl_price":"none","sl_pips":1}', "conflicting_keys", '"sl_pips":1}'],
    ['{"action":"flip","symbol":"X"}', "missing_value", 'flip","symbol":"X"}'],
    ['{"action":"target","symbol":"X"}', "missing_value", 'target","symbol":"X"}'],
    [
      '{"action":"target","symbol":"X","position":"long","order":"sell"}',
      "missing_size",
      'target","symbol":"X","position":"long","order":"sell"}',
    ],
    ['{"legs":[],"symbol":"X"}', "missing_action", '[],"symbol":"X"}'],
    ['{"legs":{},"symbol":"X"}', "wrong_type", '{},"symbol":"X"}'],
    ['{"legs":["buy"],"symbol":"X"}', "wrong_type", '"buy"],"symbol":"X"}'],
    [
      '{"legs":[{"action":"buy","symbol":"Y"}],"symbol":"X"}',
      "key_not_allowed",
      '"symbol":"Y"}],"symbol":"X"}',
    ],
    [
      '{"legs":[{"action":"buy"}],"action":"buy","symbol":"X"}',
      "conflicting_keys",
      '"action":"buy","symbol":"X"}',
    ],
    ['{"legs":[{"action":"buy"}],"lots":1,"symbol":"X"}', "unknown_key", '"lots":1,"symbol":"X"}'],
    ['{"action":"buy","symbol":"X","comment":"a\\nb"}', "invalid_text", '\\nb"}'],
    ['{"action":"buy","symbol":"X","id":""}', "missing_value", '"}'],
    ['{"action":"buy","symbol":"{{ticker}}"}', "unresolved_placeholder", '{{ticker}}"}'],
    ['{"action":"buy","symbol":"X","__proto__":1}', "forbidden_key", '"__proto__":1}'],
    ['{"action":"buy","symbol":"X"', "malformed_json", ""],
  ];

  it.each(refused)("refuses %j with %s", (text, expected, rest) => {
    expect(pointsAt(text)).toEqual([expected, rest]);
  });

  it("refuses more than four legs", () => {
    const flip = { action: "flip", to: "long" };
    expect(code({ legs: [flip, flip, { action: "cancel" }] })).toBe("too_many_legs");
  });

  it("says what was probably meant", () => {
    expect(parseSallyport('{"action":"buy","symbol":"X","slpips":20}', {})).toEqual({
      ok: false,
      error: {
        code: "unknown_key",
        at: 29,
        message: 'The key "slpips" is not known here.',
        hint: "did you mean sl_pips?",
      },
    });
    expect(parseSallyport('{"action":"byu","symbol":"X"}', {})).toMatchObject({
      error: { hint: "did you mean buy?" },
    });
  });
});

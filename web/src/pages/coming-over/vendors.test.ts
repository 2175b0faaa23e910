import { describe, expect, test } from "vitest";
import { allPineKeys } from "../../../../src/domain/alert/dialects/pineconnector-keys.ts";
import { parseAlert } from "../../../../src/domain/alert/parse.ts";
import { fill, sampleOf } from "../composer/template.ts";
import { vendors } from "./vendors.ts";

function read(message: string) {
  const { text } = fill(message, (placeholder) => sampleOf(placeholder, Date.UTC(2026, 2, 1)));
  return parseAlert(text, { settings: {} });
}

describe("the guide for those who come over", () => {
  for (const { vendor, examples } of vendors) {
    for (const { name, message } of examples) {
      test(`${vendor}: ${name}`, () => {
        const result = read(message);
        if (name.startsWith("Old keys")) {
          expect(result.ok ? "understood" : result.error.code).toBe("legacy_mode_not_set");
        } else {
          expect(result).toMatchObject({ ok: true, value: { dialect: vendor.toLowerCase() } });
        }
      });
    }
  }

  test("names no key that PineConnector does not have", () => {
    const rows = vendors[0]?.rows ?? [];
    const keys = rows.flatMap(
      ({ theirs }) => theirs.match(/\b(?:vol_|sl_|tp_|betr|beof|trail|atr)[a-z_]+\b/g) ?? [],
    );
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !allPineKeys.has(key))).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { csvCell } from "../../words/csv.ts";
import { alertsAsCsv } from "./alert-csv.ts";
import type { AlertRow } from "./alert-schemas.ts";

const alert: AlertRow = {
  id: "alt_1",
  strategyId: "str_1",
  receivedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  verdict: "refused",
  outcome: null,
  final: true,
  body: '=HYPERLINK("https://evil.example","x")',
  explicitId: null,
  address: "52.89.214.238",
  refusal: { code: "unknown_command", message: "That is no command.", hint: "look" },
  routes: [],
};

describe("the list as CSV", () => {
  test("no cell of it is a formula to a spreadsheet", () => {
    for (const text of ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "|x", "%x"]) {
      expect(csvCell(text)).toBe(`"'${text}"`);
    }
  });

  test("quotes, commas and lines stay within their cell", () => {
    expect(csvCell('a "b", c\nd')).toBe('"a ""b"", c\nd"');
    expect(csvCell("plain")).toBe('"plain"');
  });

  test("has one line for an alert, with the reason, and times as programs read them", () => {
    const [head, line, rest] = alertsAsCsv([alert], () => "My strategy").split("\r\n");
    expect(head?.startsWith('\ufeff"id","strategy"')).toBe(true);
    expect(line).toBe(
      '"alt_1","My strategy","2026-01-02T03:04:05.006Z","refused","","true","unknown_command","That is no command.",' +
        '"look","","","52.89.214.238","","\'=HYPERLINK(""https://evil.example"",""x"")"',
    );
    expect(rest).toBe("");
  });
});

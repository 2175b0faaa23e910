import { expect, test } from "vitest";
import { violationsIn } from "./csp-report.ts";

const ORIGIN = "https://gateway.example";
const PAGES = ["/", "/docs"];

test("both forms in which browsers report say the same", () => {
  const old = {
    "csp-report": {
      "document-uri": `${ORIGIN}/docs#routes`,
      "violated-directive": "script-src 'nonce-abc'",
      "effective-directive": "script-src-elem",
      "blocked-uri": "inline",
    },
  };
  const now = [
    {
      type: "csp-violation",
      age: 3,
      url: `${ORIGIN}/docs`,
      body: { documentURL: `${ORIGIN}/docs`, effectiveDirective: "script-src-elem", blockedURL: "inline" },
    },
    { type: "deprecation", body: {} },
  ];
  const expected = [{ directive: "script-src-elem", blocked: "inline", page: "/docs" }];
  expect(violationsIn(old, ORIGIN, PAGES)).toEqual(expected);
  expect(violationsIn(now, ORIGIN, PAGES)).toEqual(expected);
});

test("browsers that name only the directive as it was violated are understood", () => {
  const report = { "violated-directive": "img-src 'self'", "blocked-uri": "https://elsewhere.example/a?b=c" };
  expect(violationsIn({ "csp-report": report }, ORIGIN, PAGES)).toEqual([
    { directive: "img-src", blocked: "url", page: "other" },
  ]);
});

test("ASVS 16.4.1: nothing that a stranger writes into a report comes out of it", () => {
  const evil = 'secret"}\r\n{"event":"login.succeeded';
  const reports = [
    {
      "csp-report": { "document-uri": evil, "effective-directive": evil, "blocked-uri": evil },
    },
    [{ type: "csp-violation", body: { documentURL: evil, effectiveDirective: evil, blockedURL: evil } }],
    [
      {
        type: "csp-violation",
        body: {
          documentURL: `https://evil.example/${evil}`,
          effectiveDirective: "script-src",
          blockedURL: `https://evil.example/${evil}`,
        },
      },
    ],
    [{ type: "csp-violation", body: { documentURL: `${ORIGIN}/reset?token=${evil}` } }],
  ];
  for (const report of reports) {
    const [violation] = violationsIn(report, ORIGIN, PAGES);
    expect(violation?.page).toBe("other");
    expect(JSON.stringify(violation)).not.toMatch(/secret|evil|login/);
  }
});

test("what is no report gives nothing, and no report gives more than twenty", () => {
  for (const body of [null, 1, "x", {}, [], [null], [{ type: "csp-violation" }]]) {
    expect(violationsIn(body, ORIGIN, PAGES)).toEqual([]);
  }
  const many = Array.from({ length: 500 }, () => ({ type: "csp-violation", body: {} }));
  expect(violationsIn(many, ORIGIN, PAGES)).toHaveLength(20);
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  actionKeys,
  allSallyportKeys,
  messageKeys,
  sallyportActions,
  sizeUnits,
} from "./dialects/sallyport-keys.ts";
import { parseAlert } from "./parse.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/dialects.md"), "utf8");

const node = z.object({ properties: z.record(z.string(), z.unknown()) });
const schema = z
  .object({ properties: z.record(z.string(), z.unknown()), $defs: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(root, "docs/sallyport-alert.schema.json"), "utf8")));

function propertiesOf(definition: string): string[] {
  return Object.keys(node.parse(schema.$defs[definition]).properties);
}

/** The examples of a dialect: one message a fence for JSON, one a line for text. */
function examples(language: "json" | "text", dialect: string): string[] {
  const fences = [...page.matchAll(new RegExp(`\`\`\`${language} ${dialect}\n([^\`]+)\`\`\``, "g"))];
  const bodies = fences.map((fence) => String(fence[1]).trim());
  return language === "json" ? bodies : bodies.flatMap((body) => body.split("\n"));
}

describe("docs/dialects.md", () => {
  it.each([
    ["json", "sallyport", 9],
    ["json", "traderspost", 3],
    ["text", "pineconnector", 7],
    ["text", "text", 6],
  ] as const)("its %s examples for %s are read as that dialect", (language, dialect, count) => {
    const messages = examples(language, dialect);
    expect(messages.length).toBeGreaterThanOrEqual(count);
    for (const message of messages) {
      expect(parseAlert(message, { settings: {} })).toMatchObject({ ok: true, value: { dialect } });
    }
  });

  it("its template for strategies is read once TradingView has filled it in", () => {
    const template = /```\n(\{"action": "target"[^`]+)```/.exec(page)?.[1] ?? "";
    const fill = (values: Record<string, string>) =>
      template.replace(/\{\{([\w.]+)\}\}/g, (_, name: string) => values[name] ?? "?");
    const common = { ticker: "EURUSD", close: "1.0843", timenow: "2026-03-01T14:30:00Z" };
    for (const [position, action] of [
      ["long", "buy"],
      ["short", "sell"],
      ["flat", "sell"],
    ]) {
      const message = fill({
        ...common,
        "strategy.market_position": String(position),
        "strategy.order.action": String(action),
        "strategy.order.contracts": "0.2",
      });
      expect(parseAlert(message, { settings: {} })).toMatchObject({ ok: true, value: { symbol: "EURUSD" } });
    }
  });

  it("its example of a refusal is the answer that is given", () => {
    const refusal = JSON.parse(/```\n(\{"code".+)\n```/.exec(page)?.[1] ?? "null");
    expect(parseAlert('{"action":"buy","symbol":"X","slpips":20}', { settings: {} })).toEqual({
      ok: false,
      error: refusal,
    });
  });

  it("its table of codes has every code that the code gives, and no other", () => {
    const folders = ["src/domain/json/", "src/domain/alert/", "src/domain/alert/dialects/"];
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
        .map((name) => readFileSync(join(root, folder, name), "utf8")),
    );
    const source = files.join("\n");
    const given = source.matchAll(/\b(?:refus\w+|fail)\(\s*(?:\w+,\s*)?"([a-z]+(?:_[a-z0-9]+)+|stale)"/g);
    const table = page.slice(page.indexOf("## Codes"));
    const documented = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap((row) =>
      [...String(row[1]).matchAll(/`([a-z0-9_]+)`/g)].map((code) => String(code[1])),
    );
    expect(documented).toEqual(expect.arrayContaining([...new Set([...given].map((match) => match[1]))]));
    expect(documented.filter((code) => !source.includes(`"${code}"`))).toEqual([]);
    expect(new Set(documented).size).toBe(documented.length);
  });
});

describe("docs/sallyport-alert.schema.json", () => {
  it.each([
    ["entry", "buy"],
    ["entry", "sell"],
    ["close", "close"],
    ["cancel", "cancel"],
    ["modify", "modify"],
    ["flip", "flip"],
    ["target", "target"],
    ["control", "halt"],
    ["control", "resume"],
  ] as const)("its %s has the keys that the parser allows with %s", (definition, action) => {
    expect(propertiesOf(definition).sort()).toEqual(["action", ...actionKeys[action]].sort());
  });

  it("its message has the keys that the parser allows beside an action", () => {
    expect(Object.keys(schema.properties).sort()).toEqual([...messageKeys].sort());
  });

  it("its sizes are the parser's", () => {
    expect(propertiesOf("size").sort()).toEqual([...sizeUnits].sort());
  });

  it("has every key and every action of the parser, and no other", () => {
    const legs = ["entry", "close", "cancel", "modify", "flip", "target", "control"];
    const keys = [
      ...Object.keys(schema.properties),
      ...propertiesOf("several"),
      ...legs.flatMap(propertiesOf),
    ];
    expect([...new Set(keys)].sort()).toEqual([...allSallyportKeys].sort());
    const word = z.union([
      z.object({ const: z.string() }).transform((one) => [one.const]),
      z.object({ enum: z.array(z.string()) }).transform((some) => some.enum),
    ]);
    const actions = legs.flatMap((leg) => word.parse(node.parse(schema.$defs[leg]).properties["action"]));
    expect(actions.sort()).toEqual([...sallyportActions].sort());
  });
});

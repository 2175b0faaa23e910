import { expect, test } from "vitest";
import { documentText } from "../../../scripts/lib/openapi-document.ts";
import { documentSchema } from "../document-rules.ts";
import { curlOf } from "./curl.ts";
import { docsPage } from "./page.ts";
import { schemaView } from "./schema-view.ts";
import { escaped, inline } from "./text.ts";

const text = documentText();
const document = documentSchema.parse(JSON.parse(text));
const html = docsPage(text);

test("every route and every named schema has its place on the page, once, with an example of a call", () => {
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  for (const { operationId } of operations) expect(ids).toContain(operationId);
  for (const name of Object.keys(document.components.schemas)) expect(ids).toContain(`schema-${name}`);
  expect(html.match(/<code>curl /g)?.length).toBe(operations.length);
});

test("every link leads to a place on the page or to the document", () => {
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `#${id}`));
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((link) => !ids.has(link) && link !== "/openapi.json")).toEqual([]);
});

test("ASVS 3.6.1: the page loads nothing, from nowhere, and runs nothing", () => {
  expect(html).not.toMatch(/<(script|img|link|iframe|object|embed|base|form)\b/);
  expect(html).not.toMatch(/\s(on\w+|style|src|srcset|action)=/);
  expect(html).not.toMatch(/url\(|@import/);
});

test("ASVS 1.2.1: what descriptions say stays text, whatever it is made of", () => {
  expect(escaped(`<b a="1" b='2'>&`)).toBe("&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;");
  expect(inline("`<i>` and **<b>**")).toBe("<code>&lt;i&gt;</code> and <strong>&lt;b&gt;</strong>");
  const view = schemaView({
    type: "object",
    properties: { "<x>": { enum: ["<y>"], description: "<z>", default: "<w>" } },
  });
  expect(view).not.toMatch(/<[xyzw]>/);
});

test("an example is one command, whatever quotes its body has", () => {
  const operation = document.paths["/api/accounts"]?.post;
  if (operation === undefined) throw new Error("the route is gone");
  const content = { "application/json": { schema: {}, example: { name: "Ann's" } } };
  const curl = curlOf("post", "/api/accounts", { ...operation, requestBody: { required: true, content } });
  expect(curl).toContain(String.raw`-d '{"name":"Ann'\''s"}'`);
  expect(
    curl
      .split("\n")
      .slice(0, -1)
      .every((line) => line.endsWith(" \\")),
  ).toBe(true);
});

test("a schema is read as types, choices, bounds and defaults", () => {
  const view = schemaView({
    type: "object",
    required: ["a"],
    properties: {
      a: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }] },
      b: { type: "array", items: { $ref: "#/components/schemas/Refusal" } },
      c: { type: "object", additionalProperties: { type: "string" } },
    },
  });
  expect(view).toContain("integer <i>from 1</i> <i>or</i> null");
  expect(view).toContain('list of <a href="#schema-Refusal">Refusal</a>');
  expect(view).toContain("(each name)");
  expect(view.match(/optional/g)?.length).toBe(4);
});

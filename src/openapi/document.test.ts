import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { documentText, generatedFiles } from "../../scripts/lib/openapi-document.ts";
import { root } from "../../scripts/lib/root.ts";
import { partsOf } from "./description.ts";
import { documentSchema, type Operation, refsIn } from "./document-rules.ts";
import { resources } from "./resources.ts";

const text = documentText();
const document = documentSchema.parse(JSON.parse(text));
const routes = resources.flatMap((resource) => resource.routes);

const operations: [string, Operation][] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
);

test("what the Worker serves is what the descriptions say now: `npm run openapi` makes it so", () => {
  for (const [path, made] of generatedFiles()) {
    expect(readFileSync(join(root, path), "utf8") === made, path).toBe(true);
  }
});

test("the document holds to OpenAPI 3.1, with no field that the standard does not know", () => {
  expect(documentSchema.safeParse(JSON.parse(text)).error).toBeUndefined();
});

test("every reference leads to something, and everything that is named is used", () => {
  const refs = new Set(refsIn(JSON.parse(text)));
  const named = new Set(
    Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`),
  );
  const headers = Object.keys(document.components.headers).map((name) => `#/components/headers/${name}`);
  expect([...refs].filter((ref) => !named.has(ref) && !headers.includes(ref))).toEqual([]);
  expect([...named].filter((ref) => !refs.has(ref))).toEqual([]);
});

test("every operation has a name of its own, one known tag, and the parameters of its path", () => {
  const ids = operations.map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = new Set(document.tags.map(({ name }) => name));
  for (const [
    where,
    {
      tags: [tag = ""],
      parameters = [],
    },
  ] of operations) {
    expect(tags.has(tag), where).toBe(true);
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
    expect(inPath.sort(), where).toEqual([...where.matchAll(/\{[^}]+\}/g)].map(([name]) => name).sort());
    const places = parameters.map(({ name, in: place }) => `${place} ${name.toLowerCase()}`);
    expect(new Set(places).size, where).toBe(places.length);
  }
});

test("security names only schemes that there are; whatever is not open to anybody names some", () => {
  const schemes = new Set(Object.keys(document.components.securitySchemes));
  for (const [where, { security, "x-access": access }] of operations) {
    for (const name of security.flatMap((one) => Object.keys(one)))
      expect(schemes.has(name), where).toBe(true);
    const open = access.needs === null || access.needs === "public";
    expect(security.length === 0, where).toBe(open);
  }
});

test("a write from a browser needs the CSRF token, and what needs a confirmation takes it", () => {
  for (const [where, operation] of operations) {
    const { security, parameters = [], "x-access": access } = operation;
    const cookie = security.find((one) => "session" in one);
    if (cookie !== undefined) expect("csrf" in cookie, where).toBe(!where.startsWith("get "));
    const takes = parameters.some(({ name }) => name === "X-Step-Up");
    expect(takes, where).toBe(access.confirm !== null);
  }
});

test("every refusal says with which codes, each at the status that it is answered with", () => {
  for (const [where, { responses }] of operations) {
    for (const [status, response] of Object.entries(responses)) {
      if (Number(status) < 400) continue;
      expect(response["x-codes"]?.length, `${where} ${status}`).toBeGreaterThan(0);
      expect(Object.keys(response.content ?? {})).toEqual(["application/problem+json"]);
    }
  }
});

test("the body in every example is one that the route takes", () => {
  for (const { route, body, example } of routes) {
    if (body === undefined) continue;
    const read = body.safeParse(example);
    expect(read.success ? undefined : z.prettifyError(read.error), route).toBeUndefined();
  }
});

test("bodies are closed, answers are open: a client must not stumble over a field more", () => {
  for (const [where, { requestBody, responses }] of operations) {
    const schema = requestBody?.content["application/json"]?.schema;
    const isObject = schema !== undefined && schema["type"] === "object";
    if (isObject && where !== "post /agent/pair") expect(schema["additionalProperties"], where).toBe(false);
    const good = Object.entries(responses).filter(([status]) => Number(status) < 300);
    expect(JSON.stringify(good), where).not.toContain('"additionalProperties":false');
  }
});

test("headings are short and end without a stop, sentences end with one", () => {
  for (const { route, summary, about } of routes) {
    expect(summary.length, route).toBeLessThan(50);
    expect(summary, route).toMatch(/^[A-Z].*[a-z]$/);
    if (about !== undefined) expect(about, route).toMatch(/[.]$/);
    expect(partsOf(route).path, route).toMatch(/^\//);
  }
});

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { app } from "../../src/app.ts";
import { resources } from "../../src/openapi/resources.ts";
import { request } from "./support/gateway.ts";

/** All of them are the page that `/desk` describes. */
const DESK_PAGES = "/desk/*";

/** Every route as the router knows it; what is registered for all methods is middleware. */
const routed = app.routes
  .filter(({ method, path }) => method !== "ALL" && path !== DESK_PAGES)
  .map(({ method, path }) => `${method} ${path}`);
const described = resources.flatMap((resource) => resource.routes).map(({ route }) => route);

describe("the description of the API", () => {
  it("covers every route that the router has, and no other", () => {
    expect([...described].sort()).toEqual([...new Set(routed)].sort());
  });

  it("is served at /openapi.json to anybody, without a secret in it", async () => {
    const response = await request("/openapi.json");
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const text = await response.text();
    const { openapi, paths } = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(text));
    expect(openapi).toBe("3.1.0");
    expect(Object.keys(paths)).toContain("/api/accounts/{accountId}/orders");
    // Tokens in examples end with an ellipsis; a whole one has fifty characters and more.
    expect(text).not.toMatch(/sp_[a-z]{3,4}_[0-9A-Za-z]{20}/);
  });
});

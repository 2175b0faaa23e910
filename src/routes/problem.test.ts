import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { refusal } from "../domain/refusal.ts";
import { problem, statusOf } from "./problem.ts";

describe("the status of a code", () => {
  it("is the one that docs/api.md tells", () => {
    const page = readFileSync("docs/api.md", "utf8");
    const rows = [...page.matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].filter(
      ([, status]) => Number(status) >= 400,
    );
    expect(rows.length).toBeGreaterThan(10);
    for (const [, status = "", text = ""] of rows) {
      for (const [, code = ""] of text.matchAll(/`([a-z]+(?:_[a-z]+)*)`/g)) {
        expect([code, statusOf(code)]).toEqual([code, Number(status)]);
      }
    }
  });

  it("of a refusal that nobody thought of is 422, never 200 and never 500", () => {
    expect(statusOf("something_new")).toBe(422);
  });
});

describe("a problem document", () => {
  it("carries code, sentence, place and hint, and leaves out what there is not", async () => {
    const response = problem(refusal("stale", "Too old.", { at: 3 }), { alertId: "alt_1" });
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await response.json()).toEqual({
      type: "urn:sallyport:refusal:stale",
      title: "Conflict",
      status: 409,
      code: "stale",
      detail: "Too old.",
      at: 3,
      alertId: "alt_1",
    });
  });
});

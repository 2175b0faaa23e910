import { describe, expect, it } from "vitest";
import { parseBenchOptions, sectionNames } from "./options.ts";

describe("parseBenchOptions", () => {
  it("measures everything when nothing is asked for", () => {
    expect(parseBenchOptions([])).toEqual({
      ok: true,
      value: { quick: false, json: undefined, sections: [...sectionNames] },
    });
  });

  it("keeps the order of the parts, whatever the order of --only", () => {
    const parsed = parseBenchOptions(["--only", "rpc", "--only", "latency", "--quick"]);
    expect(parsed).toMatchObject({ ok: true, value: { quick: true, sections: ["latency", "rpc"] } });
  });

  it("refuses a part that does not exist, instead of measuring nothing", () => {
    expect(parseBenchOptions(["--only", "latnecy"])).toMatchObject({
      ok: false,
      error: expect.stringContaining("latnecy"),
    });
  });

  it("refuses options that it does not know", () => {
    expect(parseBenchOptions(["--fast"]).ok).toBe(false);
  });
});

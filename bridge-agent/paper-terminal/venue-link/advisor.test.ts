import { describe, expect, it } from "vitest";
import { crashOption } from "./advisor.ts";

describe("where a compiled expert advisor is to die", () => {
  it("is named as for the paper terminal, with its passage", () => {
    expect(crashOption("after_journal:3")).toEqual(["--crash", "before_send:3"]);
    expect(crashOption("after_execute")).toEqual(["--crash", "on_result"]);
  });

  it("is nowhere unless it is named", () => {
    for (const setting of [undefined, "", "elsewhere:1"]) expect(crashOption(setting)).toEqual([]);
  });
});

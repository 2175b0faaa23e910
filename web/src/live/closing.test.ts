import { describe, expect, it } from "vitest";
import { feedCloseCodes } from "../../../src/protocol/feed.ts";
import { afterClose } from "./closing.ts";

describe("what a page does after a close", () => {
  it.each([
    ["unsupportedVersion", "refused"],
    ["badFrame", "again"],
    ["rightsChanged", "renewPerson"],
    ["slowReader", "again"],
    ["tooManyMessages", "again"],
    ["sessionEnded", "renewSession"],
    ["forbidden", "refused"],
    ["unknownAccount", "refused"],
    ["throttled", "again"],
    ["refused", "again"],
  ] as const)("%s: %s", (name, kind) => {
    expect(afterClose(feedCloseCodes[name], name).kind).toBe(kind);
  });

  it("covers every code that there is", () => {
    for (const code of Object.values(feedCloseCodes)) {
      expect(afterClose(code, "")).not.toEqual(afterClose(1006, ""));
    }
  });

  it("tells people to load the page again when it is too old", () => {
    expect(afterClose(feedCloseCodes.unsupportedVersion, "").why).toContain("Reload the page");
  });

  it("waits for as long as the reason says, and for ten seconds when it says nothing", () => {
    expect(afterClose(feedCloseCodes.throttled, "throttled 7")).toMatchObject({ seconds: 7 });
    expect(afterClose(feedCloseCodes.throttled, "throttled")).toMatchObject({ seconds: 10 });
  });

  it.each([1001, 1006, 1011])("connects again after %d, a deploy, a restart or a network", (code) => {
    expect(afterClose(code, "").kind).toBe("again");
  });
});

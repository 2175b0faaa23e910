import { describe, expect, it } from "vitest";
import { crashPoint } from "./crash-point.ts";

function deathsOf(
  setting: string | undefined,
  places: readonly Parameters<ReturnType<typeof crashPoint>>[0][],
) {
  let place = 0;
  const deaths: number[] = [];
  const pass = crashPoint(setting, () => deaths.push(place));
  for (const name of places) {
    place++;
    pass(name);
  }
  return deaths;
}

describe("the crash point", () => {
  const places = ["after_journal", "after_execute", "after_journal", "after_journal"] as const;

  it("is inert without the variable", () => {
    expect(deathsOf(undefined, places)).toEqual([]);
    expect(deathsOf("", places)).toEqual([]);
  });

  it("dies at the first passage of its place, or at the one that is named", () => {
    expect(deathsOf("after_journal", places)).toEqual([1]);
    expect(deathsOf("after_journal:2", places)).toEqual([3]);
    expect(deathsOf("before_result", places)).toEqual([]);
  });

  it("refuses a setting that would silently test nothing", () => {
    for (const setting of ["after_lunch", "after_journal:0", "after_journal:x", "after_journal:1:2"]) {
      expect(() => crashPoint(setting, () => undefined)).toThrow("SALLYPORT_TERMINAL_CRASH");
    }
  });
});

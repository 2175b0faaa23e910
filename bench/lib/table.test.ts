import { describe, expect, it } from "vitest";
import { judge } from "./measure.ts";
import { renderTable } from "./table.ts";

const alerts = judge({
  name: "alerts accepted",
  unit: "/s",
  rounds: [1200, 1234.4, 1300],
  against: { name: "floor", rounds: [2400] },
  aim: { direction: "atLeast", ratio: 0.5 },
});
const rows = judge({ name: "rows written", unit: "count", rounds: [7.25] });

describe("renderTable", () => {
  it("shows value, spread, base, ratio, aim and whether it is met", () => {
    expect(renderTable([alerts, rows])).toBe(
      [
        "measured           value      min to max  compared with  its value  ratio     aim  met",
        "---------------  -------  --------------  -------------  ---------  -----  ------  ---",
        "alerts accepted  1,234/s  1,200 to 1,300  floor            2,400/s   0.51  >= 0.5  yes",
        "rows written        7.25",
      ].join("\n"),
    );
  });

  it("says no where an aim is missed, instead of leaving the row out", () => {
    const slow = judge({
      name: "latency",
      unit: "µs",
      rounds: [3000],
      against: { name: "floor", rounds: [1000] },
      aim: { direction: "atMost", ratio: 2.5 },
    });
    expect(renderTable([slow]).split("\n")[2]).toMatch(/3,000 µs .* 3\.00 {2}<= 2\.5 {3}no$/);
  });

  it("leaves the spread of a single round empty", () => {
    expect(renderTable([judge({ name: "memory", unit: "MB", rounds: [80] })])).not.toContain(" to 80");
  });

  it("prints the headings even when nothing was measured", () => {
    expect(renderTable([]).split("\n")).toHaveLength(2);
  });
});

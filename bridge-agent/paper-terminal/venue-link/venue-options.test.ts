import { describe, expect, it } from "vitest";
import { calmFaults } from "./faults.ts";
import { faultsOf, venueOptionsSchema } from "./venue-options.ts";

describe("the options of the way to the broker", () => {
  it("are calm when nothing is said", () => {
    expect(faultsOf(venueOptionsSchema.parse({}))).toEqual(calmFaults);
  });

  it("say what happens how often, how long requests take, and how long the connection is away", () => {
    const given = { fault: ["reject=0.25", "reorder=1"], latency: "5-60", spread: "20", away: "700" };
    expect(faultsOf(venueOptionsSchema.parse({ ...given, "fault-seed": "9" }))).toEqual({
      seed: 9,
      chances: { reject: 0.25, reorder: 1 },
      latencyMs: [5, 60],
      spreadMs: 20,
      awayMs: 700,
    });
    expect(faultsOf(venueOptionsSchema.parse({ latency: "7" })).latencyMs).toEqual([7, 7]);
  });

  it.each([
    { fault: ["nonsense=0.5"] },
    { fault: ["reject=1.5"] },
    { fault: ["reject"] },
    { latency: "9-1" },
    { latency: "-1" },
    { spread: "100000" },
    { away: "soon" },
  ])("refuse %j", (given) => {
    expect(venueOptionsSchema.safeParse(given).success).toBe(false);
  });
});

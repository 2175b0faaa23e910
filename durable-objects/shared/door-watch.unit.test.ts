import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DoorWatch } from "./door-watch.ts";

const refused = { action: "hook.refused", code: "wrong_secret", who: { kind: "sender" } } as const;

function watch() {
  const entries: { count: number; atMs: number; code: string | undefined }[] = [];
  const alarms: number[] = [];
  const doors = new DoorWatch(({ count = 1, refused: code }, atMs) => entries.push({ count, atMs, code }), {
    noLaterThan: (atMs) => alarms.push(atMs),
  });
  return { doors, entries, alarms };
}

describe("ASVS 16.3.3: refusals at a door", () => {
  it("are seen at once, and then once a minute with their number", () => {
    const { doors, entries, alarms } = watch();
    for (let n = 0; n < 100; n++) doors.refused(refused, 1_000 + n);
    expect(entries).toEqual([{ count: 1, atMs: 1_000, code: "wrong_secret" }]);
    expect(alarms).toContain(61_000);
    doors.alarm(61_000);
    expect(entries.at(-1)).toEqual({ count: 99, atMs: 61_000, code: "wrong_secret" });
    doors.alarm(200_000);
    expect(entries).toHaveLength(2);
  });

  it("of another kind are not hidden behind those", () => {
    const { doors, entries } = watch();
    doors.refused(refused, 1_000);
    doors.refused({ ...refused, code: "address_not_allowed" }, 1_001);
    expect(entries.map(({ code }) => code)).toEqual(["wrong_secret", "address_not_allowed"]);
  });

  it("are all counted, and never give more than one entry a minute of a kind", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30_000), { minLength: 1, maxLength: 100 }), (pauses) => {
        const { doors, entries } = watch();
        let now = 0;
        for (const pause of pauses) {
          now += pause;
          doors.refused(refused, now);
        }
        doors.alarm(now + 60_000);
        expect(entries.reduce((sum, { count }) => sum + count, 0)).toBe(pauses.length);
        for (const [index, entry] of entries.entries()) {
          const before = entries[index - 1];
          if (before !== undefined) expect(entry.atMs - before.atMs).toBeGreaterThanOrEqual(60_000);
        }
      }),
    );
  });
});

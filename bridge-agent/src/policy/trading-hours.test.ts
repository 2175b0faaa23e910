import { expect, test } from "vitest";
import { isOpen, nextSession, sessionOf, type TradingHours, weekdays } from "./trading-hours.ts";

function hours(sessions: Partial<Record<(typeof weekdays)[number], string>>, zone = "UTC"): TradingHours {
  const read = (text: string | undefined) =>
    (text ?? "").split(" ").flatMap((one) => {
      const session = sessionOf(one);
      return session === undefined ? [] : [session];
    });
  return { zone, sessions: weekdays.map((day) => read(sessions[day])) };
}
const at = (text: string) => Date.parse(`${text}Z`);

test("a session holds its first minute and not its last", () => {
  const monday = hours({ monday: "08:00-12:00 13:00-17:30" });
  const open = (time: string) => isOpen(monday, at(`2026-11-23T${time}`));
  expect(["08:00", "11:59:59", "13:00", "17:29"].map(open)).toEqual([true, true, true, true]);
  expect(["07:59:59", "12:00", "17:30"].map(open)).toEqual([false, false, false]);
});

test("a session that crosses midnight goes on into the next day, whichever that is", () => {
  const sunday = hours({ sunday: "22:00-02:00", saturday: "23:00-01:00" });
  const open = (moment: string) => isOpen(sunday, at(moment));
  expect(open("2026-11-22T21:59:59")).toBe(false);
  expect(open("2026-11-22T23:00:00")).toBe(true);
  expect(open("2026-11-23T01:59:59")).toBe(true);
  expect(open("2026-11-23T02:00:00")).toBe(false);
  expect(open("2026-11-22T00:30:00")).toBe(true);
  expect(open("2026-11-23T22:30:00")).toBe(false);
});

test("hours follow the clocks of their zone when these change", () => {
  const london = hours({ friday: "08:00-09:00" }, "Europe/London");
  expect(isOpen(london, at("2026-01-09T08:30:00"))).toBe(true);
  expect(isOpen(london, at("2026-07-10T08:30:00"))).toBe(false);
  expect(isOpen(london, at("2026-07-10T07:30:00"))).toBe(true);
});

test("a day without sessions is closed, and the whole day can be open", () => {
  const all = hours({ monday: "00:00-24:00" });
  expect(isOpen(all, at("2026-11-23T23:59:59"))).toBe(true);
  expect(isOpen(all, at("2026-11-24T00:00:00"))).toBe(false);
});

test("the next session is named; none is, when there is none", () => {
  const week = hours({ monday: "08:00-09:00 15:00-16:00" });
  expect(nextSession(week, at("2026-11-23T10:00:00"))).toBe("monday 15:00 UTC");
  expect(nextSession(week, at("2026-11-23T20:00:00"))).toBe("monday 08:00 UTC");
  expect(nextSession(hours({}), at("2026-11-23T20:00:00"))).toBeNull();
});

test.each(["8:00-9:00", "08:00", "08:00-08:00", "24:00-25:00", "08:60-09:00", "08:00-09:00-10:00", ""])(
  "%s is no session",
  (text) => expect(sessionOf(text)).toBeUndefined(),
);

import { addDays, localTime, weekdayOf } from "./zoned-time.ts";

/** A session by wall-clock minutes; one whose end is not after its start goes on past midnight. */
export interface Session {
  readonly fromMinute: number;
  /** Exclusive; 1440 is midnight at the day's end. */
  readonly toMinute: number;
}

/** When entries are allowed: seven lists, Sunday first, of sessions by the clocks of `zone`. */
export interface TradingHours {
  readonly zone: string;
  readonly sessions: readonly (readonly Session[])[];
}

export const weekdays = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;

const MINUTES_A_DAY = 1_440;

/** True when `nowMs` lies in a session. A session that crosses midnight belongs to the day it begins on. */
export function isOpen(hours: TradingHours, nowMs: number): boolean {
  const { weekday, minute } = localTime(nowMs, hours.zone);
  const today = hours.sessions[weekday] ?? [];
  const yesterday = hours.sessions[(weekday + 6) % 7] ?? [];
  return (
    today.some(
      (session) => minute >= session.fromMinute && (crosses(session) || minute < session.toMinute),
    ) || yesterday.some((session) => crosses(session) && minute < session.toMinute)
  );
}

/** When the next session begins, in words for a person (`monday 08:00 Europe/London`); null when none ever does. */
export function nextSession(hours: TradingHours, nowMs: number): string | null {
  const now = localTime(nowMs, hours.zone);
  for (let ahead = 0; ahead <= 7; ahead++) {
    const weekday = weekdayOf(addDays(now, ahead));
    const begins = (hours.sessions[weekday] ?? [])
      .map(({ fromMinute }) => fromMinute)
      .filter((minute) => ahead > 0 || minute > now.minute);
    if (begins.length > 0) return `${weekdays[weekday]} ${clockText(Math.min(...begins))} ${hours.zone}`;
  }
  return null;
}

/** `08:05`. */
export function clockText(minute: number): string {
  const hour = Math.floor(minute / 60);
  return `${String(hour).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

const CLOCK = /^([01][0-9]|2[0-3]):([0-5][0-9])$/;

/** Minutes since midnight of `08:05`; `24:00` only where `endOfDay` allows it. undefined when it is no time. */
export function clockMinute(text: string, endOfDay = false): number | undefined {
  if (endOfDay && text === "24:00") return MINUTES_A_DAY;
  const parts = CLOCK.exec(text);
  return parts === null ? undefined : Number(parts[1]) * 60 + Number(parts[2]);
}

/** Reads `08:00-17:30`; undefined when it is no session or one without length. */
export function sessionOf(text: string): Session | undefined {
  const [from, to, ...more] = text.split("-").map((part) => part.trim());
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  const fromMinute = clockMinute(from);
  const toMinute = clockMinute(to, true);
  if (fromMinute === undefined || toMinute === undefined || fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute };
}

function crosses({ fromMinute, toMinute }: Session): boolean {
  return toMinute < fromMinute;
}

import type { Notice } from "../notices/notice.ts";
import type { EmergencyStop } from "./effective-stop.ts";

/** What people are told of a stop that was just given. `accounts`: how many it covers now. */
export function noticeOfStop(stop: EmergencyStop, accounts: number): Notice {
  const what = [
    ...(stop.stopsEntries ? ["no new orders are opened"] : []),
    ...(stop.closesPositions ? ["positions and pending orders are closed"] : []),
  ].join(", ");
  return {
    id: `emergency-${stop.id}`,
    kind: "emergency",
    severity: "critical",
    atMs: stop.atMs,
    title: stop.stopsEntries ? "Emergency stop: trading is stopped" : "All positions are being closed",
    text: `${stop.by} gave an emergency stop: ${what}. Reason: ${stop.reason}`,
    advice: stop.stopsEntries
      ? "See GET /emergency for what each account and its agent confirmed. An owner or admin lifts the stop."
      : null,
    facts: factsOf(stop, accounts),
  };
}

/** What people are told of a lifting. */
export function noticeOfLift(stop: EmergencyStop, by: string, nowMs: number): Notice {
  return {
    id: `emergency-lifted-${stop.id}`,
    kind: "emergency",
    severity: "warning",
    atMs: nowMs,
    title: "Emergency stop lifted",
    text: `${by} lifted the emergency stop of ${new Date(stop.atMs).toISOString()}. It had the reason: ${stop.reason}`,
    advice: null,
    facts: [["Stop", stop.id]],
  };
}

function factsOf({ id, accounts }: EmergencyStop, count: number): Notice["facts"] {
  return [
    ["Stop", id],
    ["Accounts", accounts === null ? `all of them, ${count} now` : accounts.join(" ").slice(0, 200)],
  ];
}

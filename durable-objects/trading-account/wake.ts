import type { Alarms } from "../shared/alarms.ts";
import type { Parts } from "./parts.ts";

/** Two alarms are at least this far apart, so that a burst of deadlines is handled in a few of them. */
const MIN_ALARM_PAUSE_MS = 250;

/** What an alarm does: whatever is due by now, and the next alarm where something will be. */
export function wake(parts: Parts, alarms: Alarms): void {
  const nowMs = Date.now();
  parts.commit(() => {
    const nextMs = parts.watch.check(nowMs);
    parts.stops.look(nowMs);
    parts.notices.look(nowMs);
    if (nextMs !== null) alarms.noLaterThan(Math.max(nextMs, nowMs + MIN_ALARM_PAUSE_MS));
    parts.metrics.store();
  });
  parts.doors.alarm(nowMs);
  parts.outbox.alarm();
  parts.sweeper.alarm(nowMs);
  parts.inBackground(parts.dispatcher.run());
}

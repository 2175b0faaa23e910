import type { AuditAction } from "../../src/domain/audit/actions.ts";
import type { Happening } from "../../src/domain/audit/make-draft.ts";
import type { Alarms } from "./alarms.ts";

/** Refusals of one kind give one entry in this time, whatever a stranger sends. */
const WINDOW_MS = 60_000;

/** A refusal at a door. */
export interface Refused extends Pick<Happening, "who" | "subject" | "after"> {
  readonly action: AuditAction;
  readonly code: string;
}

interface Kind {
  readonly endsMs: number;
  /** Since the last entry. */
  count: number;
  newest: Refused;
}

/**
 * Refusals at an object's doors, on their way into the audit chain. The first is recorded at once, those of the next
 * minute together as one entry with their count and the last of their senders: a stranger must be seen, but must not
 * be able to fill the chain. What was counted and not yet recorded is lost when the object ends meanwhile.
 */
export class DoorWatch {
  readonly #record: (happening: Happening, nowMs: number) => void;
  readonly #alarms: Pick<Alarms, "noLaterThan">;
  readonly #kinds = new Map<string, Kind>();

  /** `record` stores an entry, as a transaction of its own, and sends it on. */
  constructor(record: (happening: Happening, nowMs: number) => void, alarms: Pick<Alarms, "noLaterThan">) {
    this.#record = record;
    this.#alarms = alarms;
  }

  refused(refused: Refused, nowMs: number): void {
    this.alarm(nowMs);
    const key = `${refused.action} ${refused.code}`;
    const kind = this.#kinds.get(key);
    if (kind !== undefined) {
      kind.count++;
      kind.newest = refused;
      this.#alarms.noLaterThan(kind.endsMs);
      return;
    }
    this.#kinds.set(key, { endsMs: nowMs + WINDOW_MS, count: 0, newest: refused });
    this.#enter(refused, 1, nowMs);
  }

  /** To be called from the object's alarm: records what was counted in windows that are over. */
  alarm(nowMs: number): void {
    for (const [key, { endsMs, count, newest }] of this.#kinds) {
      if (nowMs < endsMs) {
        if (count > 0) this.#alarms.noLaterThan(endsMs);
        continue;
      }
      this.#kinds.delete(key);
      if (count === 0) continue;
      this.#kinds.set(key, { endsMs: nowMs + WINDOW_MS, count: 0, newest });
      this.#enter(newest, count, nowMs);
    }
  }

  #enter({ action, code, who, subject, after }: Refused, count: number, nowMs: number): void {
    const about = { after, ...(subject === undefined ? {} : { subject }) };
    this.#record({ action, who, refused: code, count, ...about }, nowMs);
  }
}

import { routeName } from "../../src/domain/access/route-permissions.ts";
import type { Alarms } from "../shared/alarms.ts";
import { DoorWatch } from "../shared/door-watch.ts";
import type { Passage } from "./gate.ts";
import type { UserParts } from "./parts.ts";

/**
 * Refusals that are an everyday matter and say nothing of their sender: a session that ended, and the question
 * for a confirmation, which every confirmed change begins with.
 */
const EVERYDAY: ReadonlySet<string> = new Set(["session_ended", "step_up_needed"]);

/** What the gate refused, on its way into the chain of the tenant that it was about (ASVS 16.3.2). */
export class AccessWatch {
  readonly #parts: () => UserParts | null;
  readonly #alarms: Pick<Alarms, "noLaterThan">;
  /** By tenant: what one tenant reads must not tell of another. */
  readonly #doors = new Map<string, DoorWatch>();

  constructor(parts: () => UserParts | null, alarms: Pick<Alarms, "noLaterThan">) {
    this.#parts = parts;
    this.#alarms = alarms;
  }

  refused(userId: string, { tenantId, address, matched }: Passage, code: string, nowMs: number): void {
    if (EVERYDAY.has(code)) return;
    const who = { kind: "person", id: userId, address } as const;
    const after = { route: routeName(matched) };
    this.#doorsOf(tenantId).refused({ action: "access.refused", code, who, after }, nowMs);
  }

  /** To be called from the object's alarm. */
  alarm(nowMs: number): void {
    for (const doors of this.#doors.values()) doors.alarm(nowMs);
  }

  #doorsOf(tenantId: string): DoorWatch {
    const known = this.#doors.get(tenantId);
    if (known !== undefined) return known;
    const made = new DoorWatch((happening, nowMs) => {
      const parts = this.#parts();
      parts?.transaction(() => parts.audit.record([tenantId], happening, nowMs));
    }, this.#alarms);
    this.#doors.set(tenantId, made);
    return made;
  }
}

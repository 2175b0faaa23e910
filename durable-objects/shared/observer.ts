import type { Happening } from "../../src/domain/audit/make-draft.ts";
import type { Observation } from "../../src/domain/security/observed.ts";
import { OBSERVED_EVERY_MS } from "../../src/domain/security/thresholds.ts";

/**
 * What an object sees of its own traffic, on its way to the tenant's security desk: an audit entry, once for each
 * rule in an hour. That it was told is remembered in memory: an object that ended meanwhile may tell it again, which
 * joins the alert that is open.
 */
export class Observer {
  readonly #record: (happening: Happening, nowMs: number) => void;
  readonly #subject: () => NonNullable<Happening["subject"]>;
  readonly #toldUntilMs = new Map<string, number>();

  /** `record` stores the entry and sends it on. */
  constructor(
    record: (happening: Happening, nowMs: number) => void,
    subject: () => NonNullable<Happening["subject"]>,
  ) {
    this.#record = record;
    this.#subject = subject;
  }

  /** Whether an observation of this rule would be told now; ask before work that only serves to make one. */
  listens(rule: Observation["rule"], nowMs: number): boolean {
    return nowMs >= (this.#toldUntilMs.get(rule) ?? 0);
  }

  tell(observation: Observation, nowMs: number): void {
    if (!this.listens(observation.rule, nowMs)) return;
    this.#toldUntilMs.set(observation.rule, nowMs + OBSERVED_EVERY_MS);
    const subject = this.#subject();
    this.#record(
      { action: "security.unusual_activity", who: { kind: "system" }, subject, after: observation },
      nowMs,
    );
  }
}

import { gauge, type Sample } from "../../src/domain/metrics/sample.ts";
import { countCall } from "../shared/call-counts.ts";
import type { KeptCounters } from "../shared/kept-counters.ts";
import { outboxGauges } from "../shared/outbox-gauges.ts";
import type { Passage, Passed } from "./gate.ts";
import type { Outcome, UserParts } from "./parts.ts";
import type * as schema from "./schema.ts";

/** What /metrics shows of a person, for each of their tenants apart: one must not see what they do in another. */
export class UserMetrics {
  readonly #kept: KeptCounters<typeof schema>;

  constructor(kept: KeptCounters<typeof schema>) {
    this.#kept = kept;
  }

  /** Counts a call; gives its answer on. */
  passed({ tenantId, times = [] }: Passage, answer: Outcome<Passed>): Outcome<Passed> {
    countCall(this.#kept.of(tenantId), "person", answer.ok ? null : answer.error, times);
    this.#kept.storeSoon();
    return answer;
  }

  /** What is shown is stored first. */
  samples(parts: UserParts, tenantId: string, nowMs: number): Sample[] {
    this.#kept.store();
    const alive = parts.sessions.live(nowMs).filter((session) => session.tenantId === tenantId);
    return [
      ...this.#kept.of(tenantId).samples(),
      gauge("sallyport_active_sessions", {}, alive.length),
      ...outboxGauges(parts.audit.outbox.waiting(tenantId)),
    ];
  }
}

import { gauge, type Sample } from "../../src/domain/metrics/sample.ts";
import type { Result } from "../../src/domain/result.ts";
import { type Severity, severitySchema } from "../../src/domain/security/severity.ts";
import { countCall } from "../shared/call-counts.ts";
import { KeptCounters, OWN } from "../shared/kept-counters.ts";
import type { Outbox } from "../shared/outbox.ts";
import { outboxGauges } from "../shared/outbox-gauges.ts";
import type { Denial } from "../user/parts.ts";
import type { PassedToken, TokenPassage } from "./api-tokens.ts";
import { countEvents } from "./event-counts.ts";
import type { TenantDatabase } from "./parts.ts";
import type * as schema from "./schema.ts";

const GIVEN_UP = "sallyport_notices_given_up_total";

/** What other parts of the tenant know and /metrics shows. */
export interface TenantStanding {
  readonly openSecurityAlerts: () => Readonly<Partial<Record<Severity, number>>>;
  readonly emergencyStopActive: () => boolean;
}

/** An object of the tenant that has metrics of its own. */
export interface MetricSource {
  readonly kind: "strategy" | "account" | "member";
  readonly id: string;
  /** What its metrics are labelled with: its id, or a member's pseudonym in the audit log. */
  readonly label: string;
  /** What its owner calls it; null for members. */
  readonly name: string | null;
}

/** What the Worker makes a scrape of: the tenant's own metrics, and whom else to ask. */
export interface TenantScrape {
  readonly samples: readonly Sample[];
  readonly sources: readonly MetricSource[];
}

export interface TenantMetricsParts {
  readonly ctx: Pick<DurableObjectState, "waitUntil">;
  /** Null while the tenant was never made. */
  readonly db: () => TenantDatabase | null;
  readonly outbox: () => Pick<Outbox<typeof schema>, "waiting">;
  readonly standing: TenantStanding;
  readonly resources: () => readonly { readonly id: string; readonly name: string }[];
  readonly memberIds: () => readonly string[];
  /** Makes one for a person who has none. */
  readonly pseudonymOf: (userId: string, nowMs: number) => string;
}

/** What /metrics shows of the tenant itself: security events, calls with API tokens, and how things stand. */
export class TenantMetrics {
  readonly #parts: TenantMetricsParts;
  readonly #kept: KeptCounters<typeof schema>;

  constructor(parts: TenantMetricsParts) {
    this.#parts = parts;
    this.#kept = new KeptCounters(parts.ctx, parts.db);
  }

  /** Counts a call with an API token; gives its answer on. */
  passed<Answer extends Result<PassedToken, Denial>>({ times = [] }: TokenPassage, answer: Answer): Answer {
    countCall(this.#kept.of(OWN), "token", answer.ok ? null : answer.error, times);
    this.#kept.storeSoon();
    return answer;
  }

  noticesGivenUp(count: number): void {
    this.#kept.of(OWN).add(GIVEN_UP, {}, count);
    this.#kept.storeSoon();
  }

  /** What is shown is stored first. Belongs into a transaction. */
  scrape(db: TenantDatabase, nowMs: number): TenantScrape {
    const counters = this.#kept.of(OWN);
    countEvents(db, counters);
    counters.appear(GIVEN_UP, {});
    this.#kept.store();
    return { samples: [...counters.samples(), ...this.#standing()], sources: this.#sources(nowMs) };
  }

  #standing(): Sample[] {
    const { standing, outbox } = this.#parts;
    const open = standing.openSecurityAlerts();
    return [
      ...severitySchema.options.map((severity) =>
        gauge("sallyport_security_alerts_open", { severity }, open[severity] ?? 0),
      ),
      gauge("sallyport_emergency_stop_active", {}, standing.emergencyStopActive()),
      ...outboxGauges(outbox().waiting()),
    ];
  }

  #sources(nowMs: number): MetricSource[] {
    const { resources, memberIds, pseudonymOf } = this.#parts;
    const owned = resources().map(({ id, name }): MetricSource => {
      const kind = id.startsWith("str_") ? "strategy" : "account";
      return { kind, id, label: id, name };
    });
    const members = memberIds().map((id): MetricSource => {
      return { kind: "member", id, label: pseudonymOf(id, nowMs), name: null };
    });
    return [...owned, ...members];
  }
}

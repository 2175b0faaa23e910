import { gauge, type Sample } from "../../src/domain/metrics/sample.ts";
import { orderStateSchema } from "../../src/domain/order/events.ts";
import { isEnd } from "../../src/domain/order/machine.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Outbox } from "../shared/outbox.ts";
import { outboxGauges } from "../shared/outbox-gauges.ts";
import type { AccountRow } from "./account-row.ts";
import type { LinkState } from "./link-state.ts";
import type { Reader } from "./reader.ts";
import type * as schema from "./schema.ts";
import type { Commit } from "./tables.ts";
import { type AccountOverview, type Answer, orderAlarmCodes } from "./views.ts";

export interface AccountMetricsParts {
  readonly account: Pick<AccountRow, "tenantId">;
  readonly reader: Pick<Reader, "overview">;
  readonly link: Pick<LinkState, "metrics" | "storeMetrics">;
  readonly outbox: Pick<Outbox<typeof schema>, "waiting">;
  readonly commit: Commit;
}

/** What /metrics shows of the account: what was counted, and how things stand. */
export class AccountMetrics {
  readonly #parts: AccountMetricsParts;

  constructor(parts: AccountMetricsParts) {
    this.#parts = parts;
  }

  /** Stores what was counted since the last write of the ledger; belongs into a transaction. */
  store(): void {
    this.#parts.link.storeMetrics();
  }

  /** Another tenant's account answers like one that does not exist. What is shown is stored first. */
  samples(tenantId: string): Answer<Sample[]> {
    const { account, reader, link, outbox, commit } = this.#parts;
    if (account.tenantId !== tenantId) return err(refusal("unknown_account", "There is no such account."));
    commit(() => this.store());
    return ok([...link.metrics.samples(), ...standing(reader.overview()), ...outboxGauges(outbox.waiting())]);
  }
}

function standing({ link, terminal, orders, alarms }: AccountOverview): Sample[] {
  const { lastHeartbeatMs } = link;
  const states = orderStateSchema.options.filter((state) => !isEnd(state));
  return [
    gauge("sallyport_agent_connected", {}, link.connected),
    gauge("sallyport_trading_ready", {}, link.ready),
    ...timestamp("sallyport_agent_last_heartbeat_timestamp_seconds", lastHeartbeatMs),
    ...timestamp("sallyport_terminal_last_report_timestamp_seconds", terminal?.atMs ?? null),
    ...states.map((state) => gauge("sallyport_orders_open", { state }, orders[state])),
    ...orderAlarmCodes.map((code) => {
      const raised = alarms.filter((alarm) => alarm.code === code).length;
      return gauge("sallyport_order_alarms", { code }, raised);
    }),
  ];
}

/** Absent while there is no such time: 0 would be an age of half a century. */
function timestamp(
  name:
    | "sallyport_agent_last_heartbeat_timestamp_seconds"
    | "sallyport_terminal_last_report_timestamp_seconds",
  atMs: number | null,
): Sample[] {
  return atMs === null ? [] : [gauge(name, {}, atMs / 1000)];
}

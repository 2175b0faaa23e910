/**
 * Every metric there is: its type, what it says, and its labels, in the order in which they are written. Labels that
 * name the object (`strategy`, `account`, `member`) are not listed: they stand before these. A closed list, so that
 * neither a name nor a label can come from outside.
 */
export const catalogue = {
  security_events_total: {
    type: "counter",
    help: "Entries of the audit log by what they record; one that stands for several counts for all of them.",
    labels: ["event_type", "severity"],
  },
  failed_logins_total: {
    type: "counter",
    help: "Logins of members of the tenant that failed.",
    labels: [],
  },
  auth_duration_seconds: {
    type: "histogram",
    help: "Time from the Worker's question to the answer of the object that authenticates, for what succeeded.",
    labels: ["method"],
  },
  sallyport_active_sessions: {
    type: "gauge",
    help: "Sessions of the member that are alive in the tenant.",
    labels: [],
  },
  sallyport_api_calls_total: {
    type: "counter",
    help: "Calls that were let in, of people (caller person) and of API tokens (caller token).",
    labels: ["caller"],
  },
  sallyport_api_refusals_total: {
    type: "counter",
    help: "Calls that were turned away while they were authenticated, by the code of the refusal.",
    labels: ["caller", "code"],
  },
  sallyport_security_alerts_open: {
    type: "gauge",
    help: "Security alerts that nobody has closed yet.",
    labels: ["severity"],
  },
  sallyport_emergency_stop_active: {
    type: "gauge",
    help: "1 while the emergency stop of the tenant is in force.",
    labels: [],
  },
  sallyport_notices_given_up_total: {
    type: "counter",
    help: "Notices that could not be delivered and are not tried again.",
    labels: [],
  },
  sallyport_alerts_total: {
    type: "counter",
    help: "Alerts of senders that proved who they are, by verdict and, when refused, reason.",
    labels: ["verdict", "reason"],
  },
  sallyport_strategy_halted: {
    type: "gauge",
    help: "1 while the strategy is halted.",
    labels: [],
  },
  sallyport_deliveries_refused_total: {
    type: "counter",
    help: "Accepted alerts that gave no order on the account, by reason.",
    labels: ["reason"],
  },
  sallyport_orders_total: {
    type: "counter",
    help: "Orders that have ended, by end state and, when refused, the door that refused and why.",
    labels: ["state", "door", "reason"],
  },
  sallyport_orders_open: {
    type: "gauge",
    help: "Orders that have not ended, by state.",
    labels: ["state"],
  },
  sallyport_order_step_seconds: {
    type: "histogram",
    help: "Time that orders took for each step of their way; see docs/metrics.md.",
    labels: ["step"],
  },
  sallyport_order_alarms: {
    type: "gauge",
    help: "Orders that need somebody's eye, by cause.",
    labels: ["code"],
  },
  sallyport_order_faults_total: {
    type: "counter",
    help: "Reports about orders that must not happen.",
    labels: ["kind"],
  },
  sallyport_agent_connected: {
    type: "gauge",
    help: "1 while the account's agent is connected.",
    labels: [],
  },
  sallyport_trading_ready: {
    type: "gauge",
    help: "1 while new orders can go out: agent connected, records compared, terminal ready.",
    labels: [],
  },
  sallyport_agent_last_heartbeat_timestamp_seconds: {
    type: "gauge",
    help: "When the agent's last heartbeat came on this link.",
    labels: [],
  },
  sallyport_terminal_last_report_timestamp_seconds: {
    type: "gauge",
    help: "When the agent last reported on its terminal.",
    labels: [],
  },
  sallyport_outbox_messages: {
    type: "gauge",
    help: "Messages that their receiver has not confirmed: waiting, or set aside because it does not take them.",
    labels: ["state"],
  },
  sallyport_resource_info: {
    type: "gauge",
    help: "Always 1; the name of a strategy or trading account.",
    labels: ["name"],
  },
  sallyport_up: {
    type: "gauge",
    help: "1 when the object answered this scrape; without an answer its other metrics are absent.",
    labels: ["kind"],
  },
  sallyport_scrape_objects: {
    type: "gauge",
    help: "Objects of this scrape: answered, failed, or skipped because there are too many.",
    labels: ["result"],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
}

type Catalogue = typeof catalogue;
export type MetricName = keyof Catalogue;

type NamesOf<Type extends MetricDefinition["type"]> = {
  [Name in MetricName]: Catalogue[Name]["type"] extends Type ? Name : never;
}[MetricName];
export type CounterName = NamesOf<"counter">;
export type GaugeName = NamesOf<"gauge">;
export type HistogramName = NamesOf<"histogram">;

/** The labels that a metric must be given, no more and no fewer. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<Catalogue[Name]["labels"][number], string>>;

const names: ReadonlySet<string> = new Set(Object.keys(catalogue));

export function isMetricName(name: string): name is MetricName {
  return names.has(name);
}

export function definitionOf(name: MetricName): MetricDefinition {
  return catalogue[name];
}

/** How long and how often the systems are measured. */
export interface Plan {
  /** Every round measures each system once, in turn, so that a slow minute of the machine hits all. */
  readonly rounds: number;
  readonly connections: number;
  /**
   * Sent to every system before it is measured. A new SQLite file is slow until its log has been written
   * once from end to end (4 MB), because until then every flush has to store the file's new length, too;
   * and code that has run for some seconds has been compiled.
   */
  readonly agingAlerts: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** Alerts one at a time in each round; `warmupSamples` more go before them and do not count. */
  readonly samples: number;
  readonly warmupSamples: number;
  /** Between two alerts that are sent one at a time. */
  readonly pauseMs: number;
  /** Orders in the full ledger. */
  readonly ledgerOrders: number;
  /** Alerts that come at once, to see how many orders a second one account carries out. */
  readonly burstAlerts: number;
  /** Alerts over which requests to objects and written rows are counted. */
  readonly countedAlerts: number;
}

export const fullPlan: Plan = {
  rounds: 5,
  connections: 32,
  agingAlerts: 5_000,
  warmupMs: 1_000,
  measureMs: 5_000,
  samples: 400,
  warmupSamples: 40,
  pauseMs: 10,
  ledgerOrders: 200_000,
  burstAlerts: 600,
  countedAlerts: 200,
};

/** For CI: the same measurements, shorter, so noisier. */
export const quickPlan: Plan = {
  ...fullPlan,
  rounds: 2,
  agingAlerts: 900,
  warmupMs: 200,
  measureMs: 800,
  samples: 80,
  warmupSamples: 20,
  burstAlerts: 200,
  countedAlerts: 50,
};

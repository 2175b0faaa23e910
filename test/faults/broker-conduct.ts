import type { RequestFault } from "../../bridge-agent/paper-terminal/venue-link/faults.ts";

/**
 * How often the broker of the expert advisor does what, for each request. Those that lose a request for good
 * are rare: what became of it cannot be proved then, so the order stays unknown.
 */
const chances: Readonly<Record<RequestFault, number>> = {
  time_out_executed: 0.015,
  time_out_lost: 0.008,
  reject: 0.01,
  no_answer: 0.01,
  drop_transactions: 0.03,
  reorder: 0.05,
  answer_twice: 0.03,
  disconnect_before: 0.003,
  disconnect_after: 0.004,
};

/** The options of the venue for a broker that misbehaves, drawn from `seed`. */
export function brokerConduct(seed: number): string[] {
  const faults = Object.entries(chances).flatMap(([fault, chance]) => ["--fault", `${fault}=${chance}`]);
  return ["--fault-seed", String(seed), "--latency", "1-40", "--spread", "1", "--away", "700", ...faults];
}

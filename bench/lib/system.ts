import type { Sample, Target } from "./load-messages.ts";

/** Something that takes alerts at one end and brings them to a process at the other. */
export interface System {
  readonly name: string;
  readonly target: Target;
  /** The key under which `arrivals` lists what came of this alert. */
  keyOf(sample: Sample): string;
  /** What arrived at the far end since the last call: key -> monotonic microseconds. */
  arrivals(): Promise<ReadonlyMap<string, number>>;
  /** Resolves once everything that was accepted has been dealt with, so that the next round starts idle. */
  settled(): Promise<void>;
}

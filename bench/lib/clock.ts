/**
 * Microseconds on the system's monotonic clock. Node reads CLOCK_MONOTONIC, which counts from the start
 * of the machine and is the same for every process on it, so a time taken in one process can be
 * subtracted from one taken in another. It says nothing across machines.
 */
export function nowUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}

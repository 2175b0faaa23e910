const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** Never at once: a socket that is refused as soon as it opens must not be opened in a loop. */
const SHORTEST_MS = 100;

/**
 * How long to wait after so many failures in a row: anything up to a bound that doubles (full jitter), so that the
 * readers of a gateway that was restarted do not all come back in the same moment. `random` is in [0, 1).
 */
export function backOffMs(failures: number, random: number): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return SHORTEST_MS + Math.floor(random * (bound - SHORTEST_MS));
}

/** After a wait that the gateway named: a little more, not for all the same. */
export function namedWaitMs(seconds: number, random: number): number {
  return seconds * 1_000 + Math.floor(random * 1_000);
}

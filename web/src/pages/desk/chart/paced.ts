/**
 * Hands over values no more often than `schedule` lets it, always the newest: a storm of them costs one. `schedule` runs
 * something later (before the next picture, after a while) and returns how to call it off.
 */
export function paced<T>(
  run: (newest: T) => void,
  schedule: (later: () => void) => () => void,
): { readonly give: (value: T) => void; readonly stop: () => void } {
  let waiting: { newest: T; callOff: () => void } | null = null;
  return {
    give: (value) => {
      if (waiting !== null) {
        waiting.newest = value;
        return;
      }
      const callOff = schedule(() => {
        const due = waiting;
        waiting = null;
        if (due !== null) run(due.newest);
      });
      waiting = { newest: value, callOff };
    },
    stop: () => {
      waiting?.callOff();
      waiting = null;
    },
  };
}

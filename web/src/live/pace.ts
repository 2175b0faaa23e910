import type { Timers } from "./timers.ts";

/**
 * Makes of many calls few: the first is passed on at once, those after it together, no sooner than `everyMs` after the one
 * before.
 */
export function atMostEvery(everyMs: number, work: () => void, { after }: Pick<Timers, "after">): () => void {
  let waits = false;
  let again = false;
  const run = (): void => {
    work();
    waits = true;
    again = false;
    after(everyMs, () => {
      waits = false;
      if (again) run();
    });
  };
  return () => {
    if (waits) again = true;
    else run();
  };
}

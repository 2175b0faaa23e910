/**
 * A hook for fault tests, inert unless the environment has SALLYPORT_TERMINAL_CRASH: the process kills
 * itself with SIGKILL at the named place, so that nothing is flushed, closed or told. The value is the
 * place and, after a colon, which passage of it is meant: `after_execute:3` dies at the third one.
 */
export const crashPlaces = ["after_journal", "after_execute", "before_result"] as const;
export type CrashPlace = (typeof crashPlaces)[number];

/** Called at each place of the write-ahead procedure. */
export type CrashPoint = (place: CrashPlace) => void;

/** `setting` is the variable's value; throws when it is set and names no place, or no count from 1. */
export function crashPoint(setting: string | undefined, die: () => void): CrashPoint {
  if (setting === undefined || setting === "") return () => undefined;
  const match = /^([a-z_]+)(?::([1-9][0-9]{0,8}))?$/.exec(setting);
  const target = crashPlaces.find((place) => place === match?.[1]);
  if (target === undefined) throw new Error("SALLYPORT_TERMINAL_CRASH names no crash place");
  let left = Number(match?.[2] ?? "1");
  return (place) => {
    if (place === target && --left === 0) die();
  };
}

/** SIGKILL to this process; does not return. */
export function killOwnProcess(): void {
  process.kill(process.pid, "SIGKILL");
  for (;;) {
    // The signal takes effect at once; nothing may run until it does.
  }
}

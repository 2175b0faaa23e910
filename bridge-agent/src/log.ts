/** What a log line may carry: plain values only, so that no object with a secret in it slips in. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log of JSON lines, one object each: `{"at", "level", "event", ...fields}`. `write` gets whole lines. */
export function makeLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  const line = (level: string) => (event: string, fields?: LogFields) =>
    write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

/** The agent's own log; standard output stays free for what a command answers. */
export const stderrLog: Log = makeLog((line) => process.stderr.write(line));

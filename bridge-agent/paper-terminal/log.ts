/** Writes one event; `fields` never hold tokens, proofs or nonces. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;

/** One line of JSON for each event: `{"at": epoch ms, "event": …, …fields}`. */
export function jsonLog(write: (line: string) => void, nowMs: () => number): Log {
  return (event, fields = {}) => write(`${JSON.stringify({ at: nowMs(), event, ...fields })}\n`);
}

/** SQLite's primary result codes that mean that the file cannot be written or read any more. */
const failures: ReadonlyMap<number, readonly [code: string, sentence: string, hint: string]> = new Map([
  [
    13,
    [
      "journal_full",
      "The disk is full, or the journal may not grow.",
      "free some space, then start the agent",
    ],
  ],
  [10, ["journal_unwritable", "The disk does not take what is written to the journal.", "check the disk"]],
  [8, ["journal_read_only", "The journal may not be written.", "check who owns the state directory"]],
  [14, ["journal_unwritable", "The journal cannot be opened.", "check the state directory"]],
  [
    11,
    [
      "journal_damaged",
      "The journal is damaged.",
      "restore it, or pair the agent with a new state directory",
    ],
  ],
  [
    26,
    [
      "journal_damaged",
      "The journal is no database.",
      "restore it, or pair the agent with a new state directory",
    ],
  ],
]);

/**
 * The journal cannot be written. What was not journalled has not left the agent and will not: the process
 * ends, and the next one goes on from what is in the journal.
 */
export class JournalFailed extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** The error as a failure of the journal, when it is one; anything else comes back as it is. */
export function asJournalFailure(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("errcode" in cause) || typeof cause.errcode !== "number") return cause;
  // Extended codes keep the primary one in their low byte.
  const known = failures.get(cause.errcode & 0xff);
  if (known === undefined) return cause;
  const [code, sentence, hint] = known;
  return new JournalFailed(
    code,
    `${sentence} Nothing leaves the agent that is not in its journal, so it ends.`,
    hint,
    cause,
  );
}

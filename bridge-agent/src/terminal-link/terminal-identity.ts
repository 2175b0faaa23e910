/** Something that is wrong at the terminal and that a person has to see, as the terminal says it. */
export interface TerminalFault {
  readonly code: string;
  readonly message: string;
}

/** A terminal that repeats itself must not fill the status. */
const MOST_FAULTS = 10;

/** Who the connected terminal says it is, in its `hello`, and what it complained of since. */
export class TerminalIdentity {
  /** Made with the terminal's journal; null when the terminal does not name one. */
  journalId: string | null = null;
  /** What speaks, for people: the program, its version, the terminal's build. Null before the first one. */
  program: string | null = null;
  #faults: TerminalFault[] = [];

  get faults(): readonly TerminalFault[] {
    return this.#faults;
  }

  /** Another terminal, or the same one anew. */
  begin(journalId: string | null, program: string): void {
    this.journalId = journalId;
    this.program = program;
    this.#faults = [];
  }

  /** Keeps the newest of each code. */
  complained(fault: TerminalFault): void {
    const others = this.#faults.filter(({ code }) => code !== fault.code);
    this.#faults = [...others, fault].slice(-MOST_FAULTS);
  }
}

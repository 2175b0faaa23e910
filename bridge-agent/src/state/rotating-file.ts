import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** How much log is kept: this many files of this many bytes, the newest without a number. */
export interface Rotation {
  readonly maxBytes: number;
  readonly files: number;
}

/** About 25 MB, which is some weeks of a busy account. */
export const defaultRotation: Rotation = { maxBytes: 5_000_000, files: 5 };

/**
 * A log file that never grows beyond its limit: full, it becomes `.1`, and the oldest is deleted. Readable
 * by its owner only. A disk that is full or gone costs lines and nothing else: the log must not be what
 * stops orders from being closed.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  /** Told once for each run of failures. */
  readonly #failed: (why: string) => void;
  #bytes = 0;
  #failing = false;

  constructor(path: string, rotation: Rotation, failed: (why: string) => void) {
    this.#path = path;
    this.#rotation = rotation;
    this.#failed = failed;
    this.#try(() => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    });
  }

  /** Appends a whole line, its end included. */
  write(line: string): void {
    this.#try(() => {
      const bytes = Buffer.byteLength(line);
      if (this.#bytes > 0 && this.#bytes + bytes > this.#rotation.maxBytes) this.#rotate();
      appendFileSync(this.#path, line, { mode: 0o600 });
      this.#bytes += bytes;
    });
  }

  #rotate(): void {
    const { files } = this.#rotation;
    rmSync(`${this.#path}.${files - 1}`, { force: true });
    for (let number = files - 2; number >= 0; number--) {
      const from = number === 0 ? this.#path : `${this.#path}.${number}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) {
        renameSync(from, `${this.#path}.${number + 1}`);
      }
    }
    this.#bytes = 0;
  }

  #try(work: () => void): void {
    try {
      work();
      this.#failing = false;
    } catch (cause) {
      if (!this.#failing) this.#failed(cause instanceof Error ? cause.message : "the log cannot be written");
      this.#failing = true;
    }
  }
}

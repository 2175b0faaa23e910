import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";

/**
 * The file to which the bench's terminal writes when each order came: a line each, order id, blank,
 * monotonic microseconds. A step that was submitted again keeps its first time.
 */
export class ArrivalsFile {
  readonly path: string;
  #readTo = 0;
  /** The beginning of a line whose end is not written yet. */
  #rest = "";

  constructor(path: string) {
    this.path = path;
  }

  /** The arrivals since the last call. */
  take(): Map<string, number> {
    const arrivals = new Map<string, number>();
    const lines = (this.#rest + this.#readNew()).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [orderId, atUs] = line.split(" ");
      if (orderId === undefined || atUs === undefined) throw new Error(`not an arrival: ${line}`);
      if (!arrivals.has(orderId)) arrivals.set(orderId, Number(atUs));
    }
    return arrivals;
  }

  #readNew(): string {
    if (!existsSync(this.path)) return "";
    const length = statSync(this.path).size - this.#readTo;
    if (length <= 0) return "";
    const bytes = Buffer.alloc(length);
    const file = openSync(this.path, "r");
    try {
      const read = readSync(file, bytes, 0, length, this.#readTo);
      this.#readTo += read;
      return bytes.toString("latin1", 0, read);
    } finally {
      closeSync(file);
    }
  }
}

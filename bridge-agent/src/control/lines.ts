import type { Socket } from "node:net";
import { MAX_LINE } from "./control-protocol.ts";

/** Calls `line` for every line that a socket receives; ends the socket when one is too long. */
export function readLines(socket: Socket, line: (text: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk) => {
    rest += String(chunk);
    for (;;) {
      const end = rest.indexOf("\n");
      if (end < 0) break;
      const text = rest.slice(0, end);
      rest = rest.slice(end + 1);
      line(text);
    }
    if (rest.length > MAX_LINE) socket.destroy();
  });
}

export function writeLine(socket: Socket, message: unknown): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}

/** The JSON value of a text, undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { connect } from "node:net";
import * as z from "zod";
import { encodeFrame } from "../../src/protocol/ea-frame.ts";

/**
 * The floor of the expert advisor: `node bench/terminal/echo.ts PORT` connects to the agent's side of the
 * bench and answers every frame at once with two prepared ones, as long as the `journaled` and `result` of a
 * step. It reads nothing but lengths, keeps no journal, waits for no timer and asks no broker.
 */
const HEADER_BYTES = 4;
const ORDER = `ord_${"0".repeat(26)}`;

const at = Date.now();
const outcome = { state: "done", retcode: 10_009, message: "Request executed", ticket: "50000001" };
const answer = Buffer.concat([
  encodeFrame({ type: "journaled", order: ORDER, step: 0, at }),
  encodeFrame({ type: "result", order: ORDER, step: 0, ...outcome, deal: "60000001", at }),
]);

const socket = connect({
  host: "127.0.0.1",
  port: z.coerce.number().int().positive().parse(process.argv[2]),
});
socket.setNoDelay(true);
let waiting = Buffer.alloc(0);
socket.on("connect", () => process.send?.({ type: "ready" }));
socket.on("data", (chunk: Buffer) => {
  waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
  while (waiting.length >= HEADER_BYTES) {
    const end = HEADER_BYTES + waiting.readUInt32BE(0);
    if (waiting.length < end) return;
    waiting = waiting.subarray(end);
    socket.write(answer);
  }
});
// Nothing that the bench starts outlives it.
process.on("disconnect", () => process.exit(0));
socket.on("close", () => process.exit(0));

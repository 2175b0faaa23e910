import { randomBytes } from "node:crypto";
import { appendFile, readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";
import * as z from "zod";
import {
  encodeFrame,
  FrameReader,
  type OutMessage,
  proofMatches,
  proofOf,
} from "../../src/protocol/ea-frame.ts";
import { EA_LINK_VERSION, type ToTerminal, toTerminalSchema } from "../../src/protocol/ea-link.ts";
import { nowUs } from "../lib/clock.ts";
import { TickMaker } from "../lib/tick-maker.ts";
import { InstantVenue } from "./venue.ts";

/**
 * The terminal of the bench, in the place of MetaTrader 5: it speaks the EA link, executes everything at
 * once in memory, and writes when each `submit` came, one line each: order id, blank, microseconds on the
 * machine's monotonic clock. It ends when its standard input does, like all that `npm start` supervises.
 */
const RECONNECT_MS = 20;
const TICKS_EVERY_MS = 1000;
const WRITE_ARRIVALS_EVERY_MS = 50;

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    "token-file": { type: "string" },
    arrivals: { type: "string" },
    ticks: { type: "string", default: "0" },
  },
});
const options = z
  .object({
    port: z.coerce.number().int().positive(),
    "token-file": z.string(),
    arrivals: z.string(),
    /** Ticks a second of each symbol that is watched. */
    ticks: z.coerce.number().int().nonnegative(),
  })
  .parse(values);

// Microseconds since the epoch: above every ticket of an earlier run on the same agent journal.
const venue = new InstantVenue(Date.now() * 1000);
let arrivals = "";

writeFileSync(options.arrivals, "");
setInterval(() => {
  if (arrivals === "") return;
  const lines = arrivals;
  arrivals = "";
  appendFile(options.arrivals, lines, (error) => {
    if (error !== null) throw error;
  });
}, WRITE_ARRIVALS_EVERY_MS);

process.stdin.resume().on("end", () => process.exit(0));
link();

/** One connection to the agent; another one follows when it ends. */
function link(): void {
  const socket = connect({ host: "127.0.0.1", port: options.port });
  socket.setNoDelay(true);
  const reader = new FrameReader();
  const nonce = randomBytes(16).toString("hex");
  let agentNonce: string | undefined;
  let proven = false;
  const watched = new TickMaker(options.ticks, (made) => {
    send(
      socket,
      made.map(({ symbol, bid, ask, atMs }) => ({ type: "tick", symbol, bid, ask, at: atMs })),
    );
  });
  const ticks = setInterval(() => {
    if (proven) send(socket, venue.ticks(Date.now()));
  }, TICKS_EVERY_MS);

  socket.on("data", (chunk: Uint8Array) => {
    const cameAtUs = nowUs();
    const records = reader.push(chunk);
    if (!records.ok) throw new Error(records.error.message);
    for (const record of records.value) receive(toTerminalSchema.parse(record), cameAtUs);
  });
  socket.on("error", (error) => console.error(`the link to the agent: ${error.message}`));
  socket.on("close", () => {
    clearInterval(ticks);
    watched.watch([]);
    setTimeout(link, RECONNECT_MS);
  });

  function receive(message: ToTerminal, cameAtUs: number): void {
    if (message.type === "challenge") {
      agentNonce = message.nonce;
      const proof = proofOf(token(), "ea", agentNonce, nonce);
      send(socket, [{ type: "hello", version: EA_LINK_VERSION, nonce, proof, program: "bench" }]);
    } else if (message.type === "welcome") {
      proven =
        agentNonce !== undefined && proofMatches(message.proof, proofOf(token(), "agent", nonce, agentNonce));
      if (proven) send(socket, venue.introduction(Date.now()));
      else socket.destroy(new Error("the agent does not know the token"));
    } else if (proven) {
      serve(message, cameAtUs);
    }
  }

  function serve(message: ToTerminal, cameAtUs: number): void {
    const nowMs = Date.now();
    if (message.type === "submit") {
      const { order, step } = message;
      arrivals += `${order} ${cameAtUs}\n`;
      send(socket, [{ type: "journaled", order, step, at: nowMs }]);
      send(socket, venue.submit(message, nowMs));
    } else if (message.type === "sync") {
      send(socket, venue.sync(message.lastdeal, nowMs));
    } else if (message.type === "query") {
      send(socket, [venue.query(message.order, message.step, nowMs)]);
    } else if (message.type === "watch") {
      watched.watch(message.symbols.split(";").filter((symbol) => symbol !== ""));
    } else if (message.type === "ping") {
      send(socket, [{ type: "pong" }]);
    }
  }
}

function token(): string {
  return readFileSync(options["token-file"], "utf8").trim();
}

function send(socket: Socket, messages: readonly OutMessage[]): void {
  socket.write(Buffer.concat(messages.map((message) => encodeFrame(message))));
}

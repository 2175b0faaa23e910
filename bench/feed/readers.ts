import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import * as z from "zod";
import { answerParent } from "../lib/child-request.ts";
import { nowUs } from "../lib/clock.ts";
import { type ReadersRequest, readersRequestSchema } from "../lib/feed-messages.ts";
import { median, percentile } from "../lib/statistics.ts";
import { until } from "../lib/wait.ts";

/**
 * Readers of a feed, a process of its own: they acknowledge as the protocol asks and count the ticks that they get. The
 * terminal of the bench says in each price when it made it. A frame that many sockets get is parsed once; otherwise
 * this process would be what is measured.
 */
const ACK_AFTER_FRAMES = 16;
const OPEN_TOGETHER = 25;
const MOST_SAMPLES = 500_000;
/** After the last `watch` of nothing, until the other side is at rest. */
const REST_MS = 300;
const REACHED_MS = 30_000;

const ticksSchema = z.object({
  type: z.literal("ticks"),
  items: z.array(z.object({ bid: z.coerce.number() })),
});

interface Frame {
  readonly data: Buffer;
  /** When each tick was made; empty for frames of another kind. */
  readonly madeAtUs: readonly number[];
}

/** Those that got a tick since they watch; null while nobody does. */
let reached: Set<WebSocket> | null = null;
let counting = false;
let [ticks, frames, taken] = [0, 0, 0];
let delaysUs: number[] = [];
/** The newest frames that were parsed: sockets do not get them in step. */
const parsed: Frame[] = [];
const sockets: WebSocket[] = [];

function read(data: Buffer): Frame {
  for (let at = parsed.length - 1; at >= 0; at--) {
    const known = parsed[at];
    if (known?.data.equals(data)) return known;
  }
  const message = ticksSchema.safeParse(JSON.parse(data.toString()));
  const frame = { data, madeAtUs: message.success ? message.data.items.map(({ bid }) => bid) : [] };
  parsed.push(frame);
  if (parsed.length > 4) parsed.shift();
  return frame;
}

function open(url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, headers });
    sockets.push(socket);
    let came = 0;
    socket.on("message", (data: Buffer) => {
      const atUs = nowUs();
      came++;
      if (came === 1) resolve();
      if (came % ACK_AFTER_FRAMES === 0) socket.send(`{"type":"ack","frames":${came}}`);
      if (reached === null) return;
      const { madeAtUs } = read(data);
      if (madeAtUs.length === 0) return;
      reached.add(socket);
      if (!counting) return;
      frames++;
      ticks += madeAtUs.length;
      taken++;
      // One tick of each frame, each place in the frame as often as every other.
      if (delaysUs.length < MOST_SAMPLES) delaysUs.push(atUs - (madeAtUs[taken % madeAtUs.length] ?? atUs));
    });
    socket.on("error", reject);
    socket.on("close", (code, reason) => {
      console.error(`a reader of the bench was closed: ${code} ${String(reason)}`);
      process.exit(1);
    });
  });
}

async function measure({
  sockets: count,
  symbols,
  warmupMs,
  measureMs,
}: Extract<ReadersRequest, { type: "measure" }>) {
  const watching = sockets.slice(0, count);
  const reachedNow = new Set<WebSocket>();
  reached = reachedNow;
  for (const socket of watching) socket.send(JSON.stringify({ type: "watch", symbols }));
  await until("ticks at every socket", REACHED_MS, async () => reachedNow.size === count);
  await sleep(warmupMs);
  [ticks, frames, delaysUs] = [0, 0, []];
  counting = true;
  const startUs = nowUs();
  await sleep(measureMs);
  counting = false;
  reached = null;
  const elapsedUs = nowUs() - startUs;
  for (const socket of watching) socket.send(JSON.stringify({ type: "watch", symbols: [] }));
  await sleep(REST_MS);
  return {
    ...{ type: "delivered", ticks, frames, elapsedUs },
    ...{ medianUs: median(delaysUs), p99Us: percentile(delaysUs, 99) },
  };
}

answerParent(readersRequestSchema, async (request) => {
  if (request.type === "measure") return measure(request);
  for (let opened = 0; opened < request.sockets; opened += OPEN_TOGETHER) {
    const together = Math.min(OPEN_TOGETHER, request.sockets - opened);
    await Promise.all(Array.from({ length: together }, () => open(request.url, request.headers)));
  }
  return { type: "opened" };
});
process.send?.({ type: "ready" });

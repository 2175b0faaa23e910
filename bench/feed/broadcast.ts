import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import * as z from "zod";
import { answerParent } from "../lib/child-request.ts";
import { type MadeTick, TickMaker } from "../lib/tick-maker.ts";

/**
 * The floor of the feed: `node bench/feed/broadcast.ts TICKS_PER_SECOND` makes its ticks itself, gathers them as long as the
 * agent does, writes each frame once and sends it to every socket that watches. It knows nobody, checks and keeps
 * nothing, withholds nothing and hears no acknowledgement.
 */
const GATHER_MS = 50;

const rate = z.coerce.number().positive().parse(process.argv[2]);
const watchSchema = z.object({ type: z.literal("watch"), symbols: z.array(z.string()) });
const requestSchema = z.object({ type: z.literal("port") });

const watching = new Map<WebSocket, readonly string[]>();
let gathered: MadeTick[] = [];

const maker = new TickMaker(rate, (ticks) => {
  if (gathered.length === 0) setTimeout(broadcast, GATHER_MS);
  gathered.push(...ticks);
});

function broadcast(): void {
  const text = JSON.stringify({ type: "ticks", items: gathered });
  gathered = [];
  for (const socket of watching.keys()) socket.send(text);
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.send(JSON.stringify({ type: "hello" }));
  socket.on("message", (data) => {
    const watch = watchSchema.safeParse(JSON.parse(data.toString()));
    if (!watch.success) return;
    if (watch.data.symbols.length === 0) watching.delete(socket);
    else watching.set(socket, watch.data.symbols);
    maker.watch([...new Set([...watching.values()].flat())]);
  });
});
await once(server, "listening");
const address: AddressInfo | string | null = server.address();
answerParent(requestSchema, () => ({
  type: "port",
  port: address === null || typeof address === "string" ? 0 : address.port,
}));
process.send?.({ type: "ready" });

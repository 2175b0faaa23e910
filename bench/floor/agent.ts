import { WebSocket } from "ws";
import * as z from "zod";
import { answerParent } from "../lib/child-request.ts";
import { nowUs } from "../lib/clock.ts";

/**
 * The floor's client process: `node bench/floor/agent.ts ws://…`. Answers every message with an ack and
 * remembers when it came, by the alert's own id. The parent fetches and clears the arrivals with
 * `{type: "arrivals"}`; the first thing it is sent is `{type: "ready"}`.
 */
const messageSchema = z.object({ id: z.string() });
const requestSchema = z.object({ type: z.literal("arrivals") });

let arrivals: [id: string, atUs: number][] = [];

const socket = new WebSocket(z.url().parse(process.argv[2]), { perMessageDeflate: false });
socket.on("message", (data) => {
  const atUs = nowUs();
  socket.send("ack");
  arrivals.push([messageSchema.parse(JSON.parse(data.toString())).id, atUs]);
});
socket.on("open", () => process.send?.({ type: "ready" }));
socket.on("close", () => process.exit(1));

answerParent(requestSchema, () => {
  const answer = { type: "arrivals", arrivals };
  arrivals = [];
  return answer;
});

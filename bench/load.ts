import { setTimeout as sleep } from "node:timers/promises";
import { answerParent } from "./lib/child-request.ts";
import { nowUs } from "./lib/clock.ts";
import { getOf, HttpConnection, postOf } from "./lib/http-connection.ts";
import { type LoadRequest, loadRequestSchema, type Sample, type Target } from "./lib/load-messages.ts";

/**
 * The load generator, a process of its own so that its work is not the work of what it measures. It
 * sends alerts to a port of 127.0.0.1, bounded in number and time, when its parent tells it to.
 */

/** Makes the ids of one process different from those of an earlier run against the same state. */
const run = Date.now().toString(36);
let made = 0;

/** The next alert of a target: its id, and its request as it goes on the wire. */
function nextAlert(target: Target): { readonly id: string; readonly request: string } {
  const id = `bench-${run}-${made}`;
  const body = target.bodies[made % target.bodies.length];
  if (body === undefined) throw new Error("a target without bodies");
  made += 1;
  const { port, path, method, headers } = target;
  const own = headers === undefined ? {} : withAddress(headers, made);
  const request =
    method === "GET" ? getOf(port, path, own) : postOf(port, path, body.replace("{{id}}", id), own);
  return { id, request };
}

/** The headers with the address of the nth client, out of the 16 million of 10.0.0.0/8. */
function withAddress(headers: Readonly<Record<string, string>>, nth: number): Record<string, string> {
  const address = `10.${(nth >> 16) & 0xff}.${(nth >> 8) & 0xff}.${nth & 0xff}`;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace("{{address}}", address)]),
  );
}

async function accept(connection: HttpConnection, target: Target, request: string): Promise<string> {
  const answer = await connection.send(request);
  if (answer.status !== target.accepted) throw new Error(`answered ${answer.status}: ${answer.body}`);
  return answer.body;
}

/** Keeps every connection busy with one alert after the other, as long as `more` says so. */
async function saturate(
  target: Target,
  connections: number,
  more: () => boolean,
  onAccepted: () => void,
): Promise<void> {
  const opened = await Promise.all(
    Array.from({ length: connections }, () => HttpConnection.open(target.port)),
  );
  await Promise.all(
    opened.map(async (connection) => {
      while (more()) {
        await accept(connection, target, nextAlert(target).request);
        onAccepted();
      }
      connection.close();
    }),
  );
}

async function throughput(spec: LoadRequest & { type: "throughput" }): Promise<object> {
  const startUs = nowUs() + spec.warmupMs * 1000;
  const endUs = startUs + spec.measureMs * 1000;
  let accepted = 0;
  let sent = 0;
  const more = (): boolean => {
    if (nowUs() >= endUs) return false;
    sent += 1;
    if (sent > spec.maxRequests) throw new Error(`more than ${spec.maxRequests} alerts in one round`);
    return true;
  };
  await saturate(spec.target, spec.connections, more, () => {
    const atUs = nowUs();
    if (atUs >= startUs && atUs < endUs) accepted += 1;
  });
  return { type: "throughput", accepted, elapsedUs: endUs - startUs };
}

async function burst(spec: LoadRequest & { type: "burst" }): Promise<object> {
  let left = spec.count;
  const more = (): boolean => {
    left -= 1;
    return left >= 0;
  };
  await saturate(spec.target, spec.connections, more, () => undefined);
  return { type: "burst" };
}

async function latency(spec: LoadRequest & { type: "latency" }): Promise<object> {
  const connection = await HttpConnection.open(spec.target.port);
  const samples: Sample[] = [];
  for (let i = 0; i < spec.count; i++) {
    const { id, request } = nextAlert(spec.target);
    const sentAtUs = nowUs();
    const answer = await accept(connection, spec.target, request);
    samples.push({ id, sentAtUs, answeredAtUs: nowUs(), answer });
    await sleep(spec.pauseMs);
  }
  connection.close();
  return { type: "latency", samples };
}

answerParent(loadRequestSchema, (request) => {
  switch (request.type) {
    case "throughput":
      return throughput(request);
    case "burst":
      return burst(request);
    case "latency":
      return latency(request);
  }
});
process.send?.({ type: "ready" });

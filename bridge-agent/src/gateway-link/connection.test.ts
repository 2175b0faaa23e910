import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE } from "../../../src/protocol/agent-link.ts";
import { eventually } from "../testing/eventually.ts";
import { type Down, GatewayConnection } from "./connection.ts";
import { readFrame } from "./read-frame.ts";

const fast = { everyMs: 30, timeoutMs: 60 };

/** A server that answers heartbeats or not, or refuses the upgrade with `refusal`. */
async function begin(options: { readonly answers?: boolean; readonly refusal?: string } = {}) {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  let beats = 0;
  server.on("upgrade", (request, socket, head) => {
    if (options.refusal !== undefined) {
      const date = new Date(1_800_000_000_000).toUTCString();
      socket.end(
        `HTTP/1.1 401 Unauthorized\r\ndate: ${date}\r\ncontent-length: ${options.refusal.length}\r\n\r\n${options.refusal}`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.on("message", (data) => {
        if (data.toString() !== HEARTBEAT_REQUEST) return;
        beats += 1;
        if (options.answers === true) accepted.send(HEARTBEAT_RESPONSE);
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    for (const client of sockets.clients) client.terminate();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const downs: Down[] = [];
  const connection = new GatewayConnection(
    `ws://127.0.0.1:${address.port}`,
    "token",
    {
      read: readFrame,
      frame: () => undefined,
      heartbeat: () => undefined,
      down: (why) => void downs.push(why),
    },
    fast,
  );
  onTestFinished(() => connection.close(1000, ""));
  return { downs, beats: () => beats };
}

test("a link whose heartbeats are not answered is dead, whatever TCP believes", async () => {
  const { downs } = await begin();
  await eventually("the end", () => downs.length > 0);
  expect(downs).toMatchObject([{ code: null, reason: "no answer to a heartbeat" }]);
});

test("a link whose heartbeats are answered stays", async () => {
  const { downs, beats } = await begin({ answers: true });
  await eventually("some heartbeats", () => beats() > 5);
  expect(downs).toEqual([]);
});

test("a refused upgrade says why, and what time the gateway has", async () => {
  const body = JSON.stringify({ code: "clock_off", detail: "The clocks differ.", hint: "set the clock" });
  const { downs } = await begin({ refusal: body });
  await eventually("the refusal", () => downs.length > 0);
  expect(downs).toEqual([
    {
      code: null,
      status: 401,
      serverDateMs: 1_800_000_000_000,
      reason: "The clocks differ. (clock_off; set the clock)",
    },
  ]);
});

test("what somebody between us and the gateway answers is not repeated", async () => {
  const { downs } = await begin({ refusal: "<html>login</html>" });
  await eventually("the refusal", () => downs.length > 0);
  expect(downs[0]?.reason).toBe("the gateway answered with 401");
});

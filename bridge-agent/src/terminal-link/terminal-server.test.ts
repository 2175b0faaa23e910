import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { encodeFrame } from "../../../src/protocol/ea-frame.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { eventually } from "../testing/eventually.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { quietLog } from "../testing/fixtures.ts";
import { TerminalServer } from "./terminal-server.ts";

const TOKEN = "ab".repeat(32);

async function begin() {
  const seen = { up: 0, down: 0, frames: [] as FromTerminal["type"][] };
  const server = new TerminalServer(
    TOKEN,
    {
      up: () => {
        seen.up += 1;
      },
      down: () => {
        seen.down += 1;
      },
      frames: (frames) => void seen.frames.push(...frames.map(({ type }) => type)),
    },
    quietLog(),
  );
  onTestFinished(() => server.close());
  const port = await server.listen(0, false);
  return { seen, server, port };
}

test("a terminal that knows the token is heard", async () => {
  const { seen, server, port } = await begin();
  new FakeTerminal().connect(port, TOKEN);
  await eventually("its frames", () => seen.frames.includes("ready"));
  expect(seen.frames).toEqual(["account", "symbol", "ready"]);
  expect(server.connected).toBe(true);
});

test("whoever does not know the token is cut off, and nothing is read from it", async () => {
  const { seen, server, port } = await begin();
  const stranger = new FakeTerminal().connect(port, "cd".repeat(32));
  await eventually("the end", () => stranger.closed);
  expect(seen).toEqual({ up: 0, down: 0, frames: [] });
  expect(server.connected).toBe(false);
});

test("frames before the proof end the connection", async () => {
  const { seen, port } = await begin();
  const socket = connect({ host: "127.0.0.1", port });
  let closed = false;
  socket.on("close", () => {
    closed = true;
  });
  socket.write(encodeFrame({ type: "ready" }));
  socket.resume();
  await eventually("the end", () => closed);
  expect(seen.frames).toEqual([]);
});

test("the newest terminal counts; nothing further is read from the one before", async () => {
  const { seen, port } = await begin();
  const old = new FakeTerminal().connect(port, TOKEN);
  await eventually("the first", () => seen.up === 1);
  const heard = await eventually("its greeting", () => seen.frames.includes("ready") && seen.frames.length);
  new FakeTerminal().connect(port, TOKEN);
  await eventually("the second", () => seen.up === 2);
  old.say({ type: "synced", lastdeal: "5" });
  await eventually("the end of the first", () => old.closed);
  await eventually("the greeting of the second", () => seen.frames.length === 2 * heard);
  expect(seen.frames).not.toContain("synced");
  // The new one took over, so the agent was never without a terminal.
  expect(seen.down).toBe(0);
});

test("a frame that does not parse ends the connection", async () => {
  const { seen, port } = await begin();
  const terminal = new FakeTerminal().connect(port, TOKEN);
  await eventually("its greeting", () => seen.frames.includes("ready"));
  terminal.say({ type: "position", lots: "NaN" });
  await eventually("the end", () => terminal.closed);
  expect(seen.down).toBe(1);
});

test("a stranger that says nothing does not keep the terminal out", async () => {
  const { seen, port } = await begin();
  const silent = Array.from({ length: 7 }, () => connect({ host: "127.0.0.1", port }));
  onTestFinished(() => {
    for (const socket of silent) socket.destroy();
  });
  new FakeTerminal().connect(port, TOKEN);
  await eventually("the terminal", () => seen.up === 1);
});

test("a port that is taken is replaced by any other, when that is allowed", async () => {
  const { port } = await begin();
  const other = new TerminalServer(
    TOKEN,
    { up: () => undefined, down: () => undefined, frames: () => undefined },
    quietLog(),
  );
  onTestFinished(() => other.close());
  await expect(other.listen(port, true)).resolves.not.toBe(port);
});

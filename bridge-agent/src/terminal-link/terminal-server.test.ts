import { connect } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { encodeFrame, FrameReader } from "../../../src/protocol/ea-frame.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { eventually } from "../testing/eventually.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { orderIdOf, quietLog } from "../testing/fixtures.ts";
import { positionFrame, tickFrame } from "../testing/link-frames.ts";
import { TerminalServer } from "./terminal-server.ts";

const TOKEN = "ab".repeat(32);

async function begin() {
  const seen = { up: 0, down: 0, frames: [] as FromTerminal["type"][] };
  const log = quietLog();
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
    log,
  );
  onTestFinished(() => server.close());
  const port = await server.listen(0, false);
  return { seen, server, port, log };
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
  expect(stranger.received.at(-1)).toMatchObject({ type: "refused", code: "wrong_token" });
  expect(server.refused).toMatch(/another token/);
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

test("of two terminals the first counts: the second is told why it may not, and changes nothing", async () => {
  const { seen, server, port, log } = await begin();
  const first = new FakeTerminal().connect(port, TOKEN);
  await eventually("the first", () => seen.frames.includes("ready"));
  for (let attempt = 0; attempt < 3; attempt++) {
    const second = new FakeTerminal().connect(port, TOKEN);
    await eventually("the end of the second", () => second.closed);
    expect(second.received.at(-1)).toMatchObject({ type: "refused", code: "another_terminal" });
  }
  expect(seen).toMatchObject({ up: 1, down: 0 });
  expect(first.closed).toBe(false);
  expect(server.refused).toMatch(/one chart of one terminal/);
  expect(log.events.filter((event) => event === "terminal_connection_ended")).toHaveLength(1);
});

test("a terminal that comes back after its link broke is let in at once", async () => {
  const { seen, server, port } = await begin();
  const first = new FakeTerminal().connect(port, TOKEN);
  await eventually("the first", () => seen.up === 1);
  first.close();
  await eventually("its end", () => seen.down === 1);
  new FakeTerminal().connect(port, TOKEN);
  await eventually("the second", () => seen.up === 2);
  expect(server.refused).toBeNull();
});

test("a terminal that does not answer any more is replaced by the next", async () => {
  const { seen, port } = await begin();
  const now = vi.spyOn(performance, "now");
  onTestFinished(() => now.mockRestore());
  const hung = new FakeTerminal().connect(port, TOKEN);
  await eventually("the first", () => seen.frames.includes("ready"));
  const later = performance.now() + 11_000;
  now.mockImplementation(() => later);
  new FakeTerminal().connect(port, TOKEN);
  await eventually("the second", () => seen.up === 2);
  await eventually("the end of the first", () => hung.closed);
  expect(hung.received.at(-1)).toMatchObject({ type: "refused", code: "replaced" });
  // The new one took over, so the agent was never without a terminal.
  expect(seen.down).toBe(0);
});

const sixteenKiB = "x".repeat(16_385);
const frameOf = (text: string) => {
  const body = Buffer.from(text);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
};

describe("a frame that cannot be ends the link, and the terminal is told what is wrong with it", () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    ["too long", frameOf(`tick\u001fsymbol=${sixteenKiB}`), "bad_frame", /frame_too_long/],
    ["a length of 4 GiB", Buffer.from([255, 255, 255, 255]), "bad_frame", /frame_too_long/],
    ["of an unknown type", frameOf("format_disk"), "bad_frame", /unknown frame type format_disk/],
    ["with a bad number", encodeFrame(tickFrame({ bid: "1e3" })), "bad_frame", /bad tick frame at "bid"/],
    ["with not a number", encodeFrame(tickFrame({ ask: "NaN" })), "bad_frame", /bad tick frame at "ask"/],
    ["with a field missing", encodeFrame({ type: "gone" }), "bad_frame", /bad gone frame/],
    ["without a sign of equality", frameOf("tick\u001fsymbol"), "bad_frame", /frame_malformed/],
    [
      "that is no UTF-8",
      Buffer.from([0, 0, 0, 5, 0x74, 0x69, 0x63, 0x6b, 0xff]),
      "bad_frame",
      /invalid_utf8/,
    ],
    ["out of sequence", encodeFrame(positionFrame()), "out_of_sequence", /position before it was asked/],
    ["of a second greeting", encodeFrame({ type: "ready" }), "out_of_sequence", /ready twice/],
  ])("%s", async (_what, bytes, code, message) => {
    const { seen, port } = await begin();
    const terminal = new FakeTerminal().connect(port, TOKEN);
    await eventually("its greeting", () => seen.frames.includes("ready"));
    terminal.sayBytes(bytes);
    await eventually("the end", () => terminal.closed);
    expect(terminal.received.at(-1)).toMatchObject({ type: "refused", code });
    expect(terminal.received.at(-1)).toMatchObject({ message: expect.stringMatching(message) });
    expect(seen.down).toBe(1);
  });

  test("cut in the middle by the end of the connection: nothing of it is read", async () => {
    const { seen, port } = await begin();
    const terminal = new FakeTerminal().connect(port, TOKEN);
    await eventually("its greeting", () => seen.frames.includes("ready"));
    terminal.sayBytes(encodeFrame(tickFrame()).subarray(0, 20));
    terminal.close();
    await eventually("the end", () => seen.down === 1);
    expect(seen.frames).not.toContain("tick");
  });
});

test("a result before hello ends the connection, and nothing is read from it", async () => {
  const { seen, port } = await begin();
  const socket = connect({ host: "127.0.0.1", port });
  const reader = new FrameReader();
  const told: string[] = [];
  socket.on("data", (chunk: Uint8Array) => {
    const read = reader.push(chunk);
    if (read.ok) told.push(...read.value.map(({ type, code }) => `${type} ${code ?? ""}`));
  });
  let closed = false;
  socket.on("close", () => {
    closed = true;
  });
  socket.write(encodeFrame({ type: "result", order: orderIdOf(1), step: 0, state: "done" }));
  await eventually("the end", () => closed);
  expect(told).toEqual(["challenge ", "refused out_of_sequence"]);
  expect(seen).toEqual({ up: 0, down: 0, frames: [] });
});

test("a terminal of another version is told to be updated", async () => {
  const { seen, server, port } = await begin();
  const old = new FakeTerminal();
  old.version = "1";
  old.connect(port, TOKEN);
  await eventually("the end", () => old.closed);
  expect(old.received.at(-1)).toMatchObject({ type: "refused", code: "unsupported_version" });
  expect(server.refused).toMatch(/version 1 of the link, the agent 2/);
  expect(seen.up).toBe(0);
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

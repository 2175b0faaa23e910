import { readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { statePaths } from "../state/state-dir.ts";
import { eventually } from "../testing/eventually.ts";
import { quietLog, temporaryDirectory } from "../testing/fixtures.ts";
import { tellAgent } from "./control-client.ts";
import { type Command, controlFileSchema } from "./control-protocol.ts";
import { ControlServer } from "./control-server.ts";

const look: Command = { command: "look" };

async function listen(directory = temporaryDirectory()) {
  const paths = statePaths(directory);
  const commands: Command[] = [];
  const server = new ControlServer(
    paths,
    async (command, progress) => {
      commands.push(command);
      progress("half");
      return { ok: true, lines: ["done"] };
    },
    quietLog(),
  );
  await server.start();
  onTestFinished(() => server.close());
  const file = () => controlFileSchema.parse(JSON.parse(readFileSync(paths.control, "utf8")));
  return { paths, commands, server, file };
}

/** Says something to the socket and waits until it is closed; the answer is all that came back. */
function say(address: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ path: address });
    let heard = "";
    socket.on("data", (chunk) => {
      if (heard === "") socket.write(text);
      heard += String(chunk);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
  });
}

test("a command is carried out once, with its progress and its answer", async () => {
  const { paths, commands } = await listen();
  const progress: string[] = [];
  const told = await tellAgent(paths, look, (text) => void progress.push(text));
  expect(told).toMatchObject({ ok: true, value: { ok: true, lines: ["done"] } });
  expect(progress).toEqual(["half"]);
  expect(commands).toEqual([look]);
});

test.skipIf(process.platform === "win32")("socket and token belong to their owner alone", async () => {
  const { paths, file } = await listen();
  expect(statSync(paths.control).mode & 0o777).toBe(0o600);
  expect(statSync(file().address).mode & 0o777).toBe(0o600);
});

describe("whoever does not know the token", () => {
  test("is refused, and learns nothing", async () => {
    const { paths, commands, file } = await listen();
    writeFileSync(paths.control, JSON.stringify({ ...file(), token: "0".repeat(64) }));
    expect(await tellAgent(paths, look, () => undefined)).toMatchObject({
      ok: false,
      error: { code: "agent_not_running" },
    });
    expect(commands).toEqual([]);
  });

  test.each([
    ["no JSON", "hello\n"],
    ["no proof", '{"command":"{\\"command\\":\\"look\\"}"}\n'],
    [
      "a wrong proof",
      `${JSON.stringify({ nonce: "0".repeat(32), proof: "0".repeat(64), command: '{"command":"look"}' })}\n`,
    ],
    ["a line without an end", "x".repeat(70_000)],
  ])("with %s is cut", async (_, text) => {
    const { commands, file } = await listen();
    expect(JSON.parse(await say(file().address, text))).toMatchObject({ type: "hello" });
    expect(commands).toEqual([]);
  });
});

test("an answer of somebody who does not know the token is not believed", async () => {
  const { paths, file } = await listen();
  const { address, token } = file();
  const other = await listen();
  writeFileSync(paths.control, JSON.stringify({ address: other.file().address, token }));
  expect((await tellAgent(paths, look, () => undefined)).ok).toBe(false);
  expect(address).not.toBe(other.file().address);
});

test("without an agent that is said, also when one left its socket behind", async () => {
  const none = await tellAgent(statePaths(temporaryDirectory()), look, () => undefined);
  expect(none).toMatchObject({ ok: false, error: { code: "agent_not_running" } });
  const { paths, server } = await listen();
  server.close();
  expect((await tellAgent(paths, look, () => undefined)).ok).toBe(false);
});

test("a state directory with a long name works too", async () => {
  const { paths, server, file } = await listen(join(temporaryDirectory(), "x".repeat(120)));
  expect((await tellAgent(paths, look, () => undefined)).ok).toBe(true);
  const { address } = file();
  server.close();
  await eventually("the socket to be gone", () => statSync(address, { throwIfNoEntry: false }) === undefined);
});

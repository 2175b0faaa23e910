import { createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../../paper-terminal/testing/fixtures.ts";
import { BUILD_TIMEOUT_MS } from "../testing/fixtures.ts";
import { startProgram } from "../testing/program.ts";
import { openVenue } from "../testing/venue.ts";
import { buildProgram } from "./build.ts";

const source = join(import.meta.dirname, "fixtures", "traps.mq5");

describe("the shim behaves as MQL5 does", { timeout: 60_000 }, () => {
  let path = "";
  beforeAll(async () => {
    path = await buildProgram({ source });
  }, BUILD_TIMEOUT_MS);

  /** Runs a case of the fixture on a terminal; the answer is what it printed, and its end. */
  async function run(name: string, more: { args?: readonly string[]; signal?: NodeJS.Signals } = {}) {
    const directory = temporaryDirectory();
    const venue = await openVenue(directory);
    const args = ["--venue", `127.0.0.1:${venue.port}`, "--files", join(directory, "files")];
    const program = startProgram(path, [...args, "--input", `Case=${name}`, ...(more.args ?? [])]);
    return { venue, directory, program };
  }

  /** What the case prints before the program is ended. */
  async function prints(name: string, last: string, more?: { args: readonly string[] }): Promise<string[]> {
    const { program } = await run(name, more);
    await program.says(last);
    program.kill("SIGTERM");
    expect(await program.end).toEqual({ code: 0, signal: null });
    return program.printed().filter((text) => !text.startsWith("deinit"));
  }

  it("texts are UTF-16, NULL is not the empty text, and StringToCharArray adds a zero and never shrinks", async () => {
    expect(await prints("text", "double")).toEqual([
      "null false 0",
      "utf8 9 16 16",
      "back true",
      // The code page of a Western system has no euro sign where the shim has none.
      "ansi 63",
      "cut 2",
      "grown 20",
      "5 4294967301 4294967301 4294967301 (null)| 2.50|x   |",
      "split 3 0",
      "find 2 cde 42",
      "double 1.00 1e-05 007",
    ]);
  });

  it("new elements of an array are not zero, fixed arrays do not grow, and copying allows for overlap", async () => {
    expect(await prints("arrays", "kept")).toEqual([
      "grown 2 false",
      "fixed 4 0",
      "copy 2 3 2",
      "overlap 1123",
      "kept 2",
    ]);
  });

  it("integers wrap, enumerations have 4 bytes, longs have 8", async () => {
    expect(await prints("language", "date")).toEqual([
      "wrap -2147483648 enum 7 4 long 8 counter 5",
      "date 1795168800 2026.11.20 10:00 colour 197121",
    ]);
  });

  it.each([
    ["bounds", "array out of range"],
    ["zero", "zero divide"],
    ["late", "OnDeinit took longer than 2.5 s"],
  ])("a program is ended at once, without OnDeinit to the end: %s", async (name, reason) => {
    const { program } = await run(name);
    expect(await program.end).toEqual({ code: 66, signal: null });
    expect(program.lines()).toContainEqual({ event: "program_stopped", text: reason });
  });

  it("a program whose OnInit fails is told so and ends", async () => {
    const { program } = await run("init");
    expect(await program.end).toEqual({ code: 1, signal: null });
    expect(program.printed()).toEqual(["deinit 8"]);
  });

  it("a file that is open without sharing cannot be opened again, and none outside of the sandbox at all", async () => {
    expect(await prints("files", "outside")).toEqual([
      "written 5 size 5 again -1 error 5004",
      "read 4 ello",
      "closed true",
      "outside -1 false",
    ]);
  });

  it("SHA-256 is what it is", async () => {
    expect(await prints("crypt", "sha256")).toEqual([
      "sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ]);
  });

  it("hosts have to be allowed, handles to exist, and there are 128 sockets", async () => {
    expect(await prints("allowed", "made")).toEqual([
      "allowed false 4014",
      "absent false 5272",
      "handle 0 5270",
      "made 128 5271",
    ]);
  });

  it("SocketIsReadable lies once, SocketRead answers -1 to a timeout and waits with a timeout of 0", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => setTimeout(() => socket.end("four"), 200));
    });
    onTestFinished(() => void server.close());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(address === null || typeof address === "string" ? 0 : address.port);
      });
    });
    expect(await prints("sockets", "ended", { args: ["--input", `Port=${port}`] })).toEqual([
      "phantom 1 0",
      "timeout -1 true 0",
      "zero waits 4 true",
      "ended -1 false 5273",
    ]);
  });

  it("a timer of 1 ms fires no more often than every 10 ms, and is not made up for", async () => {
    const { program } = await run("timer");
    await program.end;
    expect(program.printed()).toEqual(["fired", "deinit 0"]);
    const busy = await run("busy");
    await busy.program.end;
    expect(busy.program.printed()).toEqual(["coalesced true", "deinit 0"]);
  });

  it("a send answers at once, requests are numbered from 1, and no transaction comes while a handler runs", async () => {
    const { program } = await run("send");
    expect(await program.end).toEqual({ code: 0, signal: null });
    expect(program.printed()).toEqual([
      "async 10008 1 0",
      "waiting 0 1",
      "sync false 10014 2 4756",
      "answered 1 10009 true",
      "answered 2 10014 true",
      "deinit 0",
    ]);
  });

  it("1,024 transactions wait for a program, and newer ones displace the oldest", async () => {
    const { program } = await run("transactions");
    expect(await program.end).toEqual({ code: 0, signal: null });
    expect(program.printed()).toEqual(["crowded 0", "delivered 1024 oldest true", "deinit 0"]);
  });
});

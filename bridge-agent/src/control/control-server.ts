import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Log } from "../log.ts";
import { type StatePaths, writeAtomically } from "../state/state-dir.ts";
import {
  type Command,
  type ControlFile,
  commandSchema,
  type Done,
  proofOf,
  sameProof,
  type ToClient,
  toServerSchema,
} from "./control-protocol.ts";
import { jsonOf, readLines, writeLine } from "./lines.ts";

/** Who has not proved anything by then is cut. */
const PROVE_WITHIN_MS = 5_000;
const MAX_CLIENTS = 8;
/** Unix sockets have short names (104 bytes on some systems, the trailing zero counted). */
const MAX_SOCKET_PATH = 100;

/** Carries a command out; `progress` may be called until the answer is there. */
export type CarryOut = (command: Command, progress: (text: string) => void) => Promise<Omit<Done, "type">>;

/** Waits for commands of persons on this host. */
export class ControlServer {
  readonly #paths: StatePaths;
  readonly #carryOut: CarryOut;
  readonly #log: Log;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #file: ControlFile;

  constructor(paths: StatePaths, carryOut: CarryOut, log: Log) {
    this.#paths = paths;
    this.#carryOut = carryOut;
    this.#log = log;
    this.#file = { address: addressFor(paths), token: randomBytes(32).toString("hex") };
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Starts to wait. Without it the agent goes on: halting works by the halt file as well. */
  start(): Promise<void> {
    const { address } = this.#file;
    // What an agent that was killed has left behind; the journal's lock says that none runs.
    if (!isPipe(address)) rmSync(address, { force: true });
    return new Promise((resolve) => {
      this.#server.once("error", (cause) => {
        this.#log.error("control_channel_failed", { message: cause.message });
        resolve();
      });
      this.#server.listen(address, () => {
        if (!isPipe(address)) chmodSync(address, 0o600);
        writeAtomically(this.#paths.control, `${JSON.stringify(this.#file)}\n`, 0o600);
        resolve();
      });
    });
  }

  close(): void {
    this.#server.close();
    for (const client of this.#clients) client.destroy();
    const { address } = this.#file;
    if (isPipe(address)) return;
    rmSync(address, { force: true });
    if (dirname(address) !== this.#paths.directory)
      rmSync(dirname(address), { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    if (this.#clients.size >= MAX_CLIENTS) {
      socket.destroy();
      return;
    }
    this.#clients.add(socket);
    const server = randomBytes(16).toString("hex");
    const late = setTimeout(() => socket.destroy(), PROVE_WITHIN_MS);
    socket.on("error", (cause) => this.#log.warn("control_client_failed", { message: cause.message }));
    socket.on("close", () => {
      clearTimeout(late);
      this.#clients.delete(socket);
    });
    let answered = false;
    readLines(socket, (line) => {
      clearTimeout(late);
      // One command a connection.
      if (answered) return;
      answered = true;
      this.#line(socket, server, line);
    });
    this.#tell(socket, { type: "hello", nonce: server });
  }

  #line(socket: Socket, server: string, line: string): void {
    const { token } = this.#file;
    const asked = toServerSchema.safeParse(jsonOf(line));
    if (!asked.success) return void socket.destroy();
    const { nonce: client, proof, command: text } = asked.data;
    const nonces = { server, client };
    const command = commandSchema.safeParse(jsonOf(text));
    if (!sameProof(proof, proofOf(token, "client", nonces, text)) || !command.success) {
      this.#log.warn("control_client_refused");
      return void socket.destroy();
    }
    this.#tell(socket, { type: "accepted", proof: proofOf(token, "agent", nonces, text) });
    void this.#answer(socket, command.data);
  }

  async #answer(socket: Socket, command: Command): Promise<void> {
    const done = await this.#carryOut(command, (text) => this.#tell(socket, { type: "progress", text }));
    this.#tell(socket, { type: "done", ...done });
    socket.end();
  }

  #tell(socket: Socket, message: ToClient): void {
    writeLine(socket, message);
  }
}

function addressFor({ directory }: StatePaths): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\sallyport-${randomBytes(16).toString("hex")}`;
  const beside = join(directory, "control.sock");
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH) return beside;
  const name = createHash("sha256").update(directory).digest("hex").slice(0, 8);
  return join(mkdtempSync(join(tmpdir(), `sallyport-${name}-`)), "control.sock");
}

function isPipe(address: string): boolean {
  return address.startsWith("\\\\.\\pipe\\");
}

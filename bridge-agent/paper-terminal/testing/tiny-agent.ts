import { randomBytes } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { encodeFrame, FrameReader, proofMatches, proofOf } from "../../../src/protocol/ea-frame.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { EA_LINK_VERSION, fromTerminalSchema } from "../../../src/protocol/ea-link.ts";

export const TOKEN = "0123456789abcdef0123456789abcdef";
const DEADLINE_MS = 15_000;
const POLL_MS = 5;

/** Waits until `look` finds something; fails the test when it does not in time. */
export async function eventually<T>(what: string, look: () => T | undefined): Promise<T> {
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The agent's side of one connection; every message is checked against the link's schemas. */
export class Connection {
  readonly socket: Socket;
  readonly nonce = randomBytes(32).toString("hex");
  readonly told: FromTerminal[] = [];
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    const reader = new FrameReader();
    socket.on("data", (chunk: Buffer) => {
      const read = reader.push(chunk);
      if (!read.ok) throw new Error(read.error.code);
      this.told.push(...read.value.map((record) => fromTerminalSchema.parse(record)));
    });
    socket.on("error", () => {
      this.closed = true;
    });
    socket.on("close", () => {
      this.closed = true;
    });
    this.say({ type: "challenge", version: EA_LINK_VERSION, nonce: this.nonce });
  }

  say(...messages: OutMessage[]): void {
    this.socket.write(Buffer.concat(messages.map(encodeFrame)));
  }

  /** The first message from `from` on that `matches`, once it is there. */
  next(what: string, matches: (message: FromTerminal) => boolean, from = 0): Promise<FromTerminal> {
    return eventually(what, () => {
      const found = this.told.slice(from).find(matches);
      if (found === undefined && this.closed) throw new Error(`the link closed before ${what}`);
      return found;
    });
  }

  /** What came of a step, once it is told. */
  async result(order: string, step = 0): Promise<Extract<FromTerminal, { type: "result" }>> {
    const matches = (message: FromTerminal) =>
      message.type === "result" && message.order === order && message.step === step;
    const found = await this.next(`the result of ${order} ${step}`, matches);
    if (found.type !== "result") throw new Error("not a result");
    return found;
  }

  /** The handshake and a sync; the answer is what the sync told. */
  async link(lastdeal = "0", token = TOKEN): Promise<FromTerminal[]> {
    const hello = await this.next("hello", ({ type }) => type === "hello");
    if (hello.type !== "hello") throw new Error("not a hello");
    if (!proofMatches(hello.proof, proofOf(TOKEN, "ea", this.nonce, hello.nonce))) throw new Error("proof");
    this.say({ type: "welcome", proof: proofOf(token, "agent", hello.nonce, this.nonce) });
    await this.next("ready", ({ type }) => type === "ready");
    const from = this.told.length;
    this.say({ type: "sync", lastdeal });
    await this.next("synced", ({ type }) => type === "synced", from);
    // Ticks may have followed already.
    const end = this.told.findIndex(({ type }, at) => at >= from && type === "synced");
    return this.told.slice(from, end + 1);
  }
}

/** Listens like an agent, on any port. */
export class TinyAgent {
  readonly connections: Connection[] = [];
  readonly #server = createServer((socket) => this.connections.push(new Connection(socket)));

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.on("error", reject);
      this.#server.listen(0, "127.0.0.1", () => {
        const address: AddressInfo | string | null = this.#server.address();
        if (address === null || typeof address === "string") reject(new Error("no port"));
        else resolve(address.port);
      });
    });
  }

  /** The connection number `index`, counted from 0, once it is there. */
  connection(index: number): Promise<Connection> {
    return eventually(`connection ${index}`, () => this.connections[index]);
  }

  close(): void {
    for (const { socket } of this.connections) socket.destroy();
    this.#server.close();
  }
}

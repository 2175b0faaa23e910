import { createHash, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { deriveOrderId, magicOf, type Sha256 } from "../../src/domain/ids.ts";
import {
  encodeFrame,
  FrameReader,
  type FrameRecord,
  type OutMessage,
  proofOf,
} from "../../src/protocol/ea-frame.ts";
import { EA_LINK_VERSION } from "../../src/protocol/ea-link.ts";
import type { Cleanup } from "./cleanup.ts";
import { nowUs } from "./clock.ts";

/** Longer than any terminal may take to connect, to introduce itself, or to answer. */
const PATIENCE_MS = 15_000;
/** As the agent does; a terminal that hears nothing for a while ends the link. */
const PING_EVERY_MS = 5_000;
const DEADLINE_MS = 30_000;
const LOTS = "0.01";

const sha256: Sha256 = (text) => createHash("sha256").update(text).digest();

/** Microseconds from the write of a `submit` to the frames of the answer. */
export interface RoundTrip {
  readonly journaledUs: number;
  readonly resultUs: number;
}

/**
 * The agent's end of the EA link, with nothing behind it: what is measured here is the terminal alone. The
 * clock is read before the write and when the bytes of the answer are there, before they are parsed.
 */
export class AgentSide {
  readonly token = randomBytes(16).toString("hex");
  readonly #server: Server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  #socket: Socket | undefined;
  /** Everything that came since the last submit: when, and what. */
  #came: { readonly atUs: number; readonly record: FrameRecord }[] = [];
  #heard: () => void = () => undefined;
  #sent = 0;

  /** Waits on any port; the answer is the port. */
  async listen(cleanup: Cleanup): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const pings = setInterval(() => this.#say({ type: "ping" }), PING_EVERY_MS);
    cleanup.add(async () => {
      clearInterval(pings);
      this.#socket?.destroy();
      this.#server.close();
    });
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  /** The handshake with a terminal, up to the end of its first sync. */
  async link(): Promise<void> {
    await this.#until(() => this.#socket !== undefined);
    const nonce = randomBytes(32).toString("hex");
    this.#say({ type: "challenge", version: EA_LINK_VERSION, nonce });
    const hello = await this.#next("hello");
    this.#say({ type: "welcome", proof: proofOf(this.token, "agent", hello.record["nonce"] ?? "", nonce) });
    await this.#next("ready");
    this.#say({ type: "sync", lastdeal: "0" });
    await this.#next("synced");
  }

  /** The other side has connected, and that is all that is asked of it. */
  connected(): Promise<void> {
    return this.#until(() => this.#socket !== undefined);
  }

  /** Sends market orders one at a time, buys and sells in turn, with `pauseMs` after each answer. */
  async roundTrips(count: number, pauseMs: number): Promise<RoundTrip[]> {
    const trips: RoundTrip[] = [];
    for (let i = 0; i < count; i++) {
      this.#came = [];
      const frame = encodeFrame(this.#nextSubmit());
      const sentAtUs = nowUs();
      this.#socket?.write(frame);
      const journaled = await this.#next("journaled");
      const result = await this.#next("result");
      const { state } = result.record;
      if (state !== "done") throw new Error(`an order of the bench is ${state}: ${result.record["message"]}`);
      trips.push({ journaledUs: journaled.atUs - sentAtUs, resultUs: result.atUs - sentAtUs });
      await sleep(pauseMs);
    }
    return trips;
  }

  #nextSubmit(): OutMessage {
    const order = deriveOrderId(sha256, randomUUID(), "bench", 0);
    this.#sent += 1;
    return {
      ...{ type: "submit", order, step: 0, deadline: Date.now() + DEADLINE_MS },
      ...{ magic: magicOf(sha256, order, 0), comment: "sp", action: "deal", symbol: "EURUSD" },
      ...{ side: this.#sent % 2 === 0 ? "sell" : "buy", kind: "market", lots: LOTS, price: "0" },
      ...{ stoplimit: "0", sl: "0", tp: "0", position: "0", by: "0", ticket: "0", filling: "fok" },
      ...{ time: "gtc", expires: 0, deviation: 20 },
    };
  }

  #accept(socket: Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    const reader = new FrameReader();
    socket.on("data", (chunk: Uint8Array) => {
      const atUs = nowUs();
      const read = reader.push(chunk);
      if (!read.ok) throw new Error(read.error.message);
      for (const record of read.value) this.#came.push({ atUs, record });
      this.#heard();
    });
    socket.on("error", (error) => console.error(`the link to the terminal: ${error.message}`));
    this.#heard();
  }

  #say(message: OutMessage): void {
    this.#socket?.write(encodeFrame(message));
  }

  /** The first frame of this type since the last submit, once it is there. */
  async #next(type: string): Promise<{ readonly atUs: number; readonly record: FrameRecord }> {
    const find = () => this.#came.find(({ record }) => record["type"] === type);
    await this.#until(() => find() !== undefined);
    const found = find();
    if (found === undefined) throw new Error(`no ${type}`);
    return found;
  }

  /** Looks whenever something was heard. */
  #until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!done()) return;
        clearTimeout(timer);
        this.#heard = () => undefined;
        resolve();
      };
      const timer = setTimeout(() => reject(new Error("the terminal is silent")), PATIENCE_MS);
      this.#heard = look;
      look();
    });
  }
}

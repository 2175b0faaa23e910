import type { Env } from "../../src/env.ts";
import { FEED_VERSION } from "../../src/protocol/feed.ts";
import { type HolderNews, nameOfHolder, type Reader } from "../../src/protocol/feed-internal.ts";
import type { EventRing } from "./event-ring.ts";
import type { Picture } from "./picture.ts";
import type { Readers } from "./readers.ts";
import { type Sight, sightOf } from "./rights.ts";
import { type Attachment, close, fail, isOpen, type Sockets } from "./sockets.ts";

export interface DoorParts {
  readonly env: Env;
  /** The name of this feed's object, and the account that it is of. */
  readonly name: string;
  readonly accountId: string;
  readonly ring: EventRing;
  readonly sockets: Sockets;
  readonly readers: Readers;
  readonly picture: Picture;
  /** Resolves when everything about the account is known, or the sockets are closed because there is none. */
  readonly known: () => Promise<void>;
}

/** Who comes in, and who may stay. */
export class Door {
  readonly #parts: DoorParts;
  #joining = 0;

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** True while somebody is on the way in. */
  get busy(): boolean {
    return this.#joining > 0;
  }

  /**
   * Opens a socket for a reader and returns the reader's end. The socket is there before anybody is asked about
   * the reader's rights: news of their end then finds it, and until the answer it is told nothing.
   */
  async join(reader: Reader): Promise<WebSocket> {
    const { holder, address, socketId } = reader;
    const attachment: Attachment = {
      ...{ socketId, holder, address },
      ...{ sees: [], greeted: false, symbols: [], books: [], checkAtMs: null, owedAfter: null },
    };
    const { client, server } = this.#parts.sockets.accept(attachment);
    this.#joining++;
    try {
      await this.#admit(server, attachment, reader);
    } catch (error) {
      // The account or the holder's object could not be asked; the reader comes back.
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_join_failed", name }));
      fail(server);
    } finally {
      this.#joining--;
    }
    return client;
  }

  /** Asks again whether a reader may stay. `active`: its person did something just now. */
  async check(socket: WebSocket, attachment: Attachment, active: boolean): Promise<void> {
    const sight = await this.#sightOf(attachment, active);
    if (typeof sight === "string") close(socket, sight);
    else if (sight.sees.length !== attachment.sees.length) close(socket, "rightsChanged");
    else if (isOpen(socket)) {
      const now = this.#parts.sockets.of(socket) ?? attachment;
      this.#parts.sockets.change(socket, { ...now, checkAtMs: sight.endsAtMs });
    }
  }

  /** The same for everybody whose time to be asked has come. */
  async checkTheDue(nowMs: number): Promise<void> {
    const due = this.#parts.sockets
      .open()
      .filter(({ attachment: { checkAtMs } }) => (checkAtMs ?? Infinity) <= nowMs);
    await Promise.all(due.map(({ socket, attachment }) => this.check(socket, attachment, false)));
  }

  /** Closes the sockets of holders whose rights ended or changed. */
  holders(news: readonly HolderNews[]): void {
    for (const { socket, attachment } of this.#parts.sockets.open()) {
      const name = nameOfHolder(attachment.holder);
      const found = news.find(({ holder }) => holder === name);
      if (found !== undefined) close(socket, found.why);
    }
  }

  async #admit(server: WebSocket, attachment: Attachment, { version, after }: Reader): Promise<void> {
    if (version !== String(FEED_VERSION)) {
      close(server, "unsupportedVersion");
      return;
    }
    const [sight] = await Promise.all([this.#sightOf(attachment, false), this.#parts.known()]);
    if (typeof sight === "string") close(server, sight);
    else if (isOpen(server)) this.#greet(server, attachment, sight, after);
  }

  /** From here on the reader misses nothing: nothing waits between what it is told and what comes next. */
  #greet(server: WebSocket, attachment: Attachment, { sees, endsAtMs }: Sight, after: string | null): void {
    const { sockets, readers, ring, picture, accountId } = this.#parts;
    sockets.change(server, { ...attachment, sees: [...sees], greeted: true, checkAtMs: endsAtMs });
    const seesOrders = sees.includes("orders");
    const missed = seesOrders && after !== null ? ring.afterId(after) : null;
    readers.send(server, {
      ...{ type: "hello", v: FEED_VERSION, accountId, sees: [...sees] },
      ...{ resumed: missed !== null, gatewayMs: Date.now() },
    });
    if (!seesOrders) return;
    readers.sendEvents(server, missed ?? []);
    readers.send(server, picture.snapshot());
  }

  #sightOf({ holder }: Attachment, active: boolean) {
    const { env, name, accountId } = this.#parts;
    return sightOf(env, name, accountId, holder, active);
  }
}

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A TCP proxy on 127.0.0.1 that can spoil what passes through it. It knows no protocol: a cut falls
 * wherever the bytes happen to be.
 */
export interface FaultyProxy {
  /** The port that clients connect to instead of the real one. */
  readonly port: number;
  /** Where connections go from now on, a port of 127.0.0.1; until then they are broken. */
  readonly leadTo: (upstreamPort: number) => void;
  /** Connections that stand now. */
  readonly open: () => number;
  /** Breaks every connection at once, without the polite end that a closing process sends. */
  readonly reset: () => void;
  /** Lets the first half of the next piece of each connection through and breaks it there. */
  readonly cutHalfWay: () => void;
  /** Lets nothing through for `ms`, in both directions; connections stay and lose nothing. */
  readonly stall: (ms: number) => void;
  /** Everything that arrives during `forMs` comes out `delayMs` later, in its order. */
  readonly delay: (delayMs: number, forMs: number) => void;
  /** Breaks every connection and every new one during `forMs`. */
  readonly refuse: (forMs: number) => void;
  /** Ends all of that; what is held back goes out at once. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

interface Weather {
  stalledUntilMs: number;
  delayMs: number;
  delayedUntilMs: number;
  refusedUntilMs: number;
}

const calm: Readonly<Weather> = { stalledUntilMs: 0, delayMs: 0, delayedUntilMs: 0, refusedUntilMs: 0 };

/** One direction of a connection: pieces wait in a queue until they are due. */
class Direction {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  readonly #queue: { dueMs: number; piece: Buffer | "end" }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #cutting = false;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on("data", (piece) => this.#push(Buffer.from(piece)));
    from.on("end", () => this.#push("end"));
  }

  /** The next piece is cut in two. */
  arm(): void {
    this.#cutting = true;
  }

  /** Sends what is due, and sets the timer for what is not. */
  pump(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = Date.now();
    for (;;) {
      const head = this.#queue[0];
      if (head === undefined) return;
      const dueMs = Math.max(head.dueMs, this.#weather.stalledUntilMs);
      if (dueMs > now) {
        this.#timer = setTimeout(() => this.pump(), dueMs - now);
        return;
      }
      this.#queue.shift();
      this.#send(head.piece);
    }
  }

  /** Makes everything that waits due now. */
  release(): void {
    for (const waiting of this.#queue) waiting.dueMs = 0;
    this.pump();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #push(piece: Buffer | "end"): void {
    const now = Date.now();
    const delayMs = now < this.#weather.delayedUntilMs ? this.#weather.delayMs : 0;
    const lastMs = this.#queue.at(-1)?.dueMs ?? 0;
    this.#queue.push({ dueMs: Math.max(lastMs, now + delayMs), piece });
    this.pump();
  }

  #send(piece: Buffer | "end"): void {
    if (piece === "end") {
      this.#to.end();
      return;
    }
    if (!this.#cutting) {
      this.#to.write(piece);
      return;
    }
    // The receiver gets an end after the half, not a reset: a reset may discard what it has not read yet,
    // and then it would never see half a frame.
    this.#to.end(piece.subarray(0, Math.ceil(piece.length / 2)), () => this.#to.destroySoon());
    this.#from.resetAndDestroy();
  }
}

class Connection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #directions: readonly [Direction, Direction];

  constructor(client: Socket, upstreamPort: number, weather: Weather, onClose: () => void) {
    const server = connect({ port: upstreamPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    this.#client = client;
    this.#server = server;
    this.#directions = [new Direction(client, server, weather), new Direction(server, client, weather)];
    // A broken connection says so to the other side in the same way; the error itself is what was asked for.
    client.on("error", () => server.resetAndDestroy());
    server.on("error", () => client.resetAndDestroy());
    let left = 2;
    const closed = () => {
      left--;
      if (left > 0) return;
      for (const direction of this.#directions) direction.stop();
      onClose();
    };
    client.on("close", closed);
    server.on("close", closed);
  }

  each(act: (direction: Direction) => void): void {
    this.#directions.forEach(act);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }
}

/** Starts a proxy; `leadTo` says where it leads, and nothing need listen there yet. */
export async function startProxy(): Promise<FaultyProxy> {
  let upstreamPort: number | undefined;
  const weather: Weather = { ...calm };
  const connections = new Set<Connection>();

  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    if (upstreamPort === undefined || Date.now() < weather.refusedUntilMs) {
      client.on("error", () => client.destroy());
      client.resetAndDestroy();
      return;
    }
    const connection = new Connection(client, upstreamPort, weather, () => connections.delete(connection));
    connections.add(connection);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");

  const reset = () => {
    for (const connection of connections) connection.reset();
  };
  return {
    port: address.port,
    leadTo: (port) => {
      upstreamPort = port;
    },
    open: () => connections.size,
    reset,
    cutHalfWay: () => {
      for (const connection of connections) connection.each((direction) => direction.arm());
    },
    stall: (ms) => {
      weather.stalledUntilMs = Math.max(weather.stalledUntilMs, Date.now() + ms);
    },
    delay: (delayMs, forMs) => {
      weather.delayMs = delayMs;
      weather.delayedUntilMs = Date.now() + forMs;
    },
    refuse: (forMs) => {
      weather.refusedUntilMs = Date.now() + forMs;
      reset();
    },
    heal: () => {
      Object.assign(weather, calm);
      for (const connection of connections) connection.each((direction) => direction.release());
    },
    close: async () => {
      reset();
      server.close();
      await once(server, "close");
    },
  };
}

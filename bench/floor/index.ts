import { DurableObject } from "cloudflare:workers";

interface Env {
  readonly FLOOR: DurableObjectNamespace<Floor>;
}

/**
 * The least that could be called a gateway: one object that stores the alert durably and passes it to
 * the process at the other end of its WebSocket. No sender is checked and nothing is parsed, routed,
 * signed or acknowledged, so whatever the real thing costs above this is the price of what it promises.
 */
export class Floor extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  #alerts = 0;
  #acks = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS alert (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
  }

  /** Stores the alert and sends it on; the output gate holds answer and message until it is on disk. */
  receive(body: string): void {
    this.#sql.exec("INSERT INTO alert (body) VALUES (?)", body);
    this.#alerts += 1;
    for (const socket of this.ctx.getWebSockets()) socket.send(body);
  }

  /** How many alerts went to the client since the start, and how many acknowledgements came back. */
  counts(): { readonly alerts: number; readonly acks: number } {
    return { alerts: this.#alerts, acks: this.#acks };
  }

  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {
    this.#acks += 1;
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const floor = env.FLOOR.getByName("floor");
    if (request.headers.get("Upgrade") === "websocket") return floor.fetch(request);
    if (request.method !== "POST") return Response.json(await floor.counts());
    await floor.receive(await request.text());
    return Response.json({ verdict: "accepted" }, { status: 202 });
  },
};

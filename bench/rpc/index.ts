import { DurableObject } from "cloudflare:workers";
import { createDurable, proxyDurable } from "itty-durable";

/**
 * The same counter twice: a method called by native RPC, and a method called through itty-durable. The
 * count is in memory on both sides: a stored one would measure the disk, which is the same for both.
 */
interface Env {
  readonly NATIVE: DurableObjectNamespace<NativeCounter>;
  readonly ITTY: DurableObjectNamespace;
}

export class NativeCounter extends DurableObject<Env> {
  #counter = 0;

  increment(): number {
    this.#counter += 1;
    return this.#counter;
  }
}

export class IttyCounter extends createDurable() {
  counter = 0;

  increment(): number {
    this.counter += 1;
    return this.counter;
  }
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const native = new URL(request.url).pathname === "/native";
    const counter: number = native
      ? await env.NATIVE.getByName("counter").increment()
      : await proxyDurable(env.ITTY, { name: "ITTY", parse: true }).get("counter").increment();
    return Response.json({ counter });
  },
};

import type { Env } from "../../src/env.ts";
import type { Outbox } from "../shared/outbox.ts";
import type * as schema from "./schema.ts";
import type { Sender } from "./senders.ts";

/** Tells people's objects what became of their membership. */
export class MemberNews implements Sender {
  readonly #env: Env;
  readonly #outbox: () => Outbox<typeof schema>;
  readonly #onTheWay = new Map<string, Promise<void>>();

  constructor(env: Env, outbox: () => Outbox<typeof schema>) {
    this.#env = env;
    this.#outbox = outbox;
  }

  handles(destination: string): boolean {
    return destination.startsWith("usr_");
  }

  send(userId: string, messages: readonly string[]): Promise<void> {
    const done = this.#env.USER.getByName(userId)
      .applyMemberships(messages)
      .then(() => undefined);
    this.#onTheWay.set(userId, done);
    return done;
  }

  /**
   * Delivers what waits for this person, and resolves when it has arrived, so that a role that was taken away
   * is gone when its change is answered. When the attempt fails, the outbox repeats it.
   */
  async deliver(userId: string): Promise<void> {
    this.#outbox().deliver(userId);
    await Promise.allSettled([this.#onTheWay.get(userId)]);
    this.#onTheWay.delete(userId);
  }
}

import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import { Outbox } from "../shared/outbox.ts";
import type { TenantDatabase } from "./parts.ts";
import type * as schema from "./schema.ts";

export interface MemberNewsParts {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly db: TenantDatabase;
  readonly alarms: Alarms;
}

/** Tells people's objects what became of their membership. */
export class MemberNews {
  readonly outbox: Outbox<typeof schema>;
  readonly #onTheWay = new Map<string, Promise<void>>();

  constructor({ ctx, env, db, alarms }: MemberNewsParts) {
    this.outbox = new Outbox<typeof schema>({
      ctx,
      db,
      alarms,
      send: (userId, messages) => {
        const sent = env.USER.getByName(userId).applyMemberships(messages);
        const done = sent.then(() => undefined);
        this.#onTheWay.set(userId, done);
        return done;
      },
    });
  }

  /**
   * Delivers what waits for this person, and resolves when it has arrived, so that a role that was taken away
   * is gone when its change is answered. When the attempt fails, the outbox repeats it.
   */
  async deliver(userId: string): Promise<void> {
    this.outbox.deliver(userId);
    await Promise.allSettled([this.#onTheWay.get(userId)]);
    this.#onTheWay.delete(userId);
  }
}

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Outbox } from "../../../durable-objects/shared/outbox.ts";
import * as schema from "../../../durable-objects/strategy/schema.ts";
import { makeStrategy, until } from "../support/gateway.ts";

/** An outbox over the tables of a real object, with a destination that does what the test says. */
async function withOutbox(
  send: (messages: readonly string[], destination: string) => void,
  test: (outbox: Outbox<typeof schema>, alarms: number[], attempts: string[][]) => Promise<void>,
): Promise<void> {
  const { id } = await makeStrategy();
  await runInDurableObject(env.STRATEGY.getByName(id), async (_, ctx) => {
    const alarms: number[] = [];
    const attempts: string[][] = [];
    const outbox = new Outbox({
      ctx,
      db: drizzle(ctx.storage, { schema }),
      alarms: { noLaterThan: (atMs) => void alarms.push(atMs) },
      send: async (destination, messages) => {
        attempts.push([...messages]);
        await scheduler.wait(1);
        send(messages, destination);
      },
    });
    await test(outbox, alarms, attempts);
  });
}

/** Wakes the outbox as its alarm would, until nothing but what was set aside waits. */
async function drain(outbox: Outbox<typeof schema>): Promise<void> {
  await until("the outbox is empty", async () => {
    outbox.alarm();
    const { rows, parked } = outbox.waiting();
    return rows === parked ? true : undefined;
  });
}

beforeEach(() => {
  // No pause between attempts.
  vi.spyOn(Math, "random").mockReturnValue(0);
});

describe("an outbox", () => {
  it("sends in order, and many at once while an attempt is under way", async () => {
    await withOutbox(
      () => undefined,
      async (outbox, _alarms, attempts) => {
        outbox.enqueue("a", "1");
        outbox.deliver("a");
        for (let n = 2; n <= 100; n++) {
          outbox.enqueue("a", String(n));
          outbox.deliver("a");
        }
        await drain(outbox);
        expect(attempts.map((messages) => messages.length)).toEqual([1, 64, 35]);
        expect(attempts.flat()).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)));
      },
    );
  });

  it("asks for an alarm with every message, so that a stop before the delivery is repaired", async () => {
    await withOutbox(
      () => undefined,
      async (outbox, alarms) => {
        const before = Date.now();
        outbox.enqueue("a", "1");
        expect(alarms).toHaveLength(1);
        expect(alarms[0]).toBeLessThanOrEqual(before + 2_000);
        expect(outbox.waiting()).toEqual({ rows: 1, parked: 0 });
      },
    );
  });

  it("keeps a message until it is confirmed, and the order while nothing gets through", async () => {
    let up = false;
    const taken: string[] = [];
    await withOutbox(
      (messages) => {
        if (!up) throw new Error("down");
        taken.push(...messages);
      },
      async (outbox, _alarms, attempts) => {
        outbox.enqueue("a", "1");
        outbox.deliver("a");
        for (const message of ["2", "3"]) outbox.enqueue("a", message);
        await until("many attempts", async () => {
          outbox.alarm();
          return attempts.length > 20 ? true : undefined;
        });
        expect(attempts.flat().every((message) => message === "1")).toBe(true);
        expect(outbox.waiting()).toEqual({ rows: 3, parked: 0 });
        up = true;
        await drain(outbox);
        expect(taken).toEqual(["1", "2", "3"]);
      },
    );
  });

  it("sets a message aside that alone is refused, and never drops it", async () => {
    const taken: string[] = [];
    await withOutbox(
      (messages) => {
        if (messages.includes("poison")) throw new Error("a bug");
        taken.push(...messages);
      },
      async (outbox, alarms) => {
        for (const message of ["1", "poison", "2", "3"]) outbox.enqueue("a", message);
        await drain(outbox);
        expect(taken).toEqual(["1", "2", "3"]);
        expect(outbox.waiting()).toEqual({ rows: 1, parked: 1 });
        // It is tried again later, and not at once.
        expect(Math.max(...alarms)).toBeGreaterThan(Date.now() + 50_000);
      },
    );
  });

  it("sets no second message aside before another got through: it may be an outage", async () => {
    await withOutbox(
      (messages) => {
        // The destination answers, but takes nothing: its disk is full.
        if (messages.length > 0) throw new Error("full");
      },
      async (outbox, _alarms, attempts) => {
        for (const message of ["1", "2", "3"]) outbox.enqueue("a", message);
        await until("many attempts", async () => {
          outbox.alarm();
          return attempts.length > 30 ? true : undefined;
        });
        expect(outbox.waiting()).toEqual({ rows: 3, parked: 1 });
        // The first attempt carried all of them.
        expect(attempts.slice(1).flat()).not.toContain("3");
      },
    );
  });

  it("keeps the order when the destination comes back while it is being asked", async () => {
    let failures = 0;
    const taken: string[] = [];
    await withOutbox(
      (messages) => {
        if (messages.length > 0 && failures++ < 4) throw new Error("down");
        taken.push(...messages);
      },
      async (outbox) => {
        for (const message of ["1", "2"]) outbox.enqueue("a", message);
        await drain(outbox);
        expect(taken).toEqual(["1", "2"]);
        expect(outbox.waiting()).toEqual({ rows: 0, parked: 0 });
      },
    );
  });

  it("that cannot reach one destination still reaches the others", async () => {
    const taken: string[] = [];
    await withOutbox(
      (messages, destination) => {
        if (destination === "down") throw new Error("down");
        taken.push(...messages);
      },
      async (outbox) => {
        outbox.enqueue("down", "1");
        outbox.enqueue("up", "2");
        outbox.deliver("down");
        outbox.deliver("up");
        await until("the other destination", async () => (taken.length > 0 ? true : undefined));
        expect(taken).toEqual(["2"]);
        expect(outbox.waiting().rows).toBe(1);
      },
    );
  });

  it("that rests after a failure sends nothing until the pause is over", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    await withOutbox(
      () => {
        throw new Error("down");
      },
      async (outbox, alarms, attempts) => {
        outbox.enqueue("a", "1");
        outbox.deliver("a");
        await until("the first failure", async () => (alarms.length > 1 ? true : undefined));
        outbox.deliver("a");
        outbox.alarm();
        expect(attempts).toHaveLength(1);
      },
    );
  });
});

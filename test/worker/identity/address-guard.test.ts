import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { freshAddress } from "../support/people.ts";

const guardOf = (address: string) => env.ADDRESS_GUARD.getByName(address);

function tablesOf(address: string) {
  return runInDurableObject(guardOf(address), (_, state) =>
    state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'counters'").toArray(),
  );
}

describe("the guard of an address", () => {
  it("stores nothing for being asked", async () => {
    const address = freshAddress();
    expect(await guardOf(address).check()).toEqual({
      allowed: true,
      retryAfterMs: 0,
      blocked: false,
      limits: [],
    });
    expect(await tablesOf(address)).toEqual([]);
  });

  it("refuses to let a blocked address try, and does not count its tries", async () => {
    const address = freshAddress();
    for (let failure = 0; failure < 5; failure++) await guardOf(address).failed();
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await guardOf(address).attempt()).toMatchObject({ allowed: false, blocked: true });
    }
  });

  it("forgets the address when nothing counts any more, and not before", async () => {
    const address = freshAddress();
    await guardOf(address).attempt();
    await runDurableObjectAlarm(guardOf(address));
    expect(await tablesOf(address)).toHaveLength(1);
    const later = Date.now() + 3_600_000;
    const clock = vi.spyOn(Date, "now").mockReturnValue(later);
    try {
      await runDurableObjectAlarm(guardOf(address));
    } finally {
      clock.mockRestore();
    }
    expect(await tablesOf(address)).toEqual([]);
    expect(await guardOf(address).attempt()).toMatchObject({ allowed: true });
  });
});

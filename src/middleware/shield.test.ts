import { afterEach, describe, expect, it, vi } from "vitest";
import { TRADINGVIEW_ADDRESSES } from "../domain/access/address.ts";
import { shieldHook, shieldLogins } from "./shield.ts";

const STRATEGY = `str_${"0".repeat(26)}`;

/** The bindings of a Worker with nothing but a shield that lets `most` calls of a key through. */
function shieldOf(most: number) {
  const seen = new Map<string, number>();
  const shield = {
    limit: async ({ key }: { key: string }) => {
      seen.set(key, (seen.get(key) ?? 0) + 1);
      return { success: (seen.get(key) ?? 0) <= most };
    },
  };
  return { HOOK_SHIELD: shield, AUTH_SHIELD: shield, seen };
}

afterEach(() => vi.restoreAllMocks());

describe("the network's counters in front", () => {
  it("let everything through where there are none, as on one machine", async () => {
    expect(await shieldHook({}, STRATEGY, "203.0.113.9")).toBeNull();
    expect(await shieldLogins({}, "203.0.113.9")).toBeNull();
  });

  it("ASVS 2.4.1: refuse a flood, and say when to come back", async () => {
    const env = shieldOf(1);
    expect(await shieldLogins(env, "203.0.113.9")).toBeNull();
    const refused = await shieldLogins(env, "203.0.113.9");
    expect(refused).toMatchObject({ refusal: { code: "rate_limited" }, retryAfterMs: 60_000 });
    expect(refused?.limits).toMatchObject([{ name: "flood", remaining: 0 }]);
    expect(await shieldLogins(env, "203.0.113.10")).toBeNull();
  });

  it("count a client by its address, however many ids of strategies it tries", async () => {
    const env = shieldOf(9);
    await shieldHook(env, STRATEGY, "2001:db8::1");
    await shieldHook(env, `str_${"1".repeat(26)}`, "2001:db8::2");
    expect([...env.seen.values()]).toEqual([2]);
  });

  it("count TradingView, whose addresses every tenant shares, by the strategy", async () => {
    const env = shieldOf(1);
    const [address = ""] = TRADINGVIEW_ADDRESSES;
    expect(await shieldHook(env, STRATEGY, address)).toBeNull();
    expect(await shieldHook(env, `str_${"1".repeat(26)}`, address)).toBeNull();
    expect(await shieldHook(env, STRATEGY, address)).not.toBeNull();
  });

  it("that fail stop nothing: the exact limits are behind them", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const broken = { limit: () => Promise.reject(new Error("down")) };
    expect(await shieldHook({ HOOK_SHIELD: broken }, STRATEGY, null)).toBeNull();
  });
});

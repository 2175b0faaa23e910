import { parseArgs } from "node:util";
import { describe, expect, it } from "vitest";
import { brokerArguments, brokerOf, brokerOptionsSchema } from "./broker-options.ts";
import { openTradeServer } from "./trade-server/open.ts";
import { demoSettings } from "./trade-server/settings.ts";
import { openStore } from "./trade-server/store.ts";

const NOW_MS = 1_790_000_000_000;

function given(...args: string[]) {
  return brokerOptionsSchema.safeParse(parseArgs({ args, options: brokerArguments, strict: true }).values);
}

function broker(...args: string[]) {
  const found = given(...args);
  if (!found.success) throw found.error;
  const parts = brokerOf(found.data);
  if (!parts.ok) throw new Error(parts.error);
  return parts.value;
}

describe("the broker's options", () => {
  it("are those of the demonstration when nothing is given", () => {
    expect(broker().settings).toEqual(demoSettings);
  });

  it("choose account, hours and server time", () => {
    const args = ["--account", "netting", "--currency", "JPY", "--leverage", "25", "--balance", "5000000"];
    const { settings } = broker(...args, "--hours", "sessions", "--server-offset", "3", "--seed", "77");
    expect(settings).toMatchObject({
      account: {
        mode: "netting",
        currency: "JPY",
        currencyDigits: 0,
        leverage: 25,
        openingBalance: "5000000",
      },
      alwaysOpen: false,
      offsetMs: 10_800_000,
      conduct: { seed: 77 },
    });
  });

  it.each([
    ["--account", "both"],
    ["--currency", "XXX"],
    ["--leverage", "0"],
    ["--balance", "-5"],
    ["--server-offset", "25"],
    ["--hours", "never"],
    ["--seed", "1.5"],
  ])("are refused when they make no sense: %s %s", (name, value) => {
    expect(given(`${name}=${value}`).success).toBe(false);
  });

  it("say what is wrong with a file of prices", () => {
    const found = brokerOf(brokerOptionsSchema.parse({ prices: ["EURUSD"] }));
    expect(found.ok ? "" : found.error).toContain("expected SYMBOL=FILE");
  });

  it.each(["USD", "EUR", "GBP", "CHF", "AUD", "CAD", "NZD", "JPY"])(
    "allow accounts in %s: every symbol's margin and profit can be stated in it",
    (currency) => {
      const { specs, prices, settings } = broker("--currency", currency);
      const store = openStore(":memory:", { account: settings.account });
      const server = openTradeServer({ store, specs, prices, settings, nowMs: NOW_MS });
      expect(server.account().currency).toBe(currency);
      for (const { symbol } of specs) {
        expect(server.margin(symbol, "buy", "1")).toMatch(/^[0-9]+(\.[0-9]{2})?$/);
        const { bid = "0", ask = "0" } = server.quote(symbol) ?? {};
        expect(server.profit(symbol, "buy", "1", ask, bid)).toMatch(/^-?[0-9]+(\.[0-9]{2})?$/);
      }
      store.close();
    },
  );
});

import { describe, expect, it } from "vitest";
import type { Filters } from "../../../src/domain/alert/exits.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { buy, circumstances, figures, market, position } from "../testing/fixtures.ts";
import { refuseFiltered } from "./filters.ts";
import { instrumentOf } from "./levels.ts";
import { plan } from "./plan.ts";

/** What is said of an entry in this symbol; EURUSD has a spread of one pip, the account is as the test says. */
function verdict(filters: Filters, symbol = "EURUSD", changes = {}): string {
  const found = instrumentOf(symbol, market());
  if (!found.ok) throw new Error(found.error.code);
  return refuseFiltered(filters, found.value, figures(changes))?.code ?? "passes";
}

describe("the spread filter", () => {
  it("lets the limit itself pass, and nothing above it", () => {
    expect(verdict({ maxSpreadPips: "1" })).toBe("passes");
    expect(verdict({ maxSpreadPips: "0.9" })).toBe("spread_too_wide");
  });

  it("says so where a pip is not known", () => {
    expect(verdict({ maxSpreadPips: "30" }, "XAUUSD")).toBe("pip_unknown");
  });
});

describe("the account filter", () => {
  it.each([
    ["balance", { balance: "1000.01" }],
    ["equity", { equity: "1000.01" }],
    ["free_margin", { freeMargin: "1000.01" }],
    ["margin_percent", { equity: "2000", margin: "199.9" }],
  ] as const)("passes only when the %s is above the value", (basis, changes) => {
    const filters = { account: { basis, above: "1000" } };
    expect(verdict(filters, "EURUSD", changes)).toBe("passes");
    const exactly = { balance: "1000", equity: "1000", freeMargin: "1000", margin: "100" };
    expect(verdict(filters, "EURUSD", exactly)).toBe("account_filter");
  });

  it("by margin level passes while no margin is used", () => {
    const filters = { account: { basis: "margin_percent" as const, above: "1000" } };
    expect(verdict(filters, "EURUSD", { equity: "5", margin: "0.00" })).toBe("passes");
  });

  it("leaves the entry out while the account's figures are not known", () => {
    const found = instrumentOf("EURUSD", market());
    if (!found.ok) throw new Error(found.error.code);
    const filters = { account: { basis: "balance" as const, above: "0" } };
    expect(refuseFiltered(filters, found.value, undefined)?.code).toBe("account_filter");
  });
});

describe("a plan with filters", () => {
  const filters: Filters = { maxSpreadPips: "0.5" };
  const target = { kind: "target", symbol: "EURUSD", side: "long", exact: true, filters } as const;
  const codeOf = (instruction: Instruction, positions: Position[] = []) => {
    const planned = plan(instruction, market({ positions }), circumstances());
    return planned.ok ? planned.value.phases.length : planned.error.code;
  };

  it("is refused where it would open", () => {
    expect(codeOf({ ...buy, filters } as Instruction)).toBe("spread_too_wide");
    expect(codeOf({ ...target, lots: "0.3" }, [position({ lots: "0.1" })])).toBe("spread_too_wide");
  });

  it("goes on where it only closes", () => {
    expect(codeOf({ ...target, lots: "0.1" }, [position({ lots: "0.3" })])).toBe(1);
    expect(codeOf({ ...target, side: "flat" }, [position({ lots: "0.3" })])).toBe(1);
  });
});

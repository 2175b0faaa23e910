import { describe, expect, it } from "vitest";
import { PanelTeller } from "./panel-teller.ts";

function panel() {
  const told: string[] = [];
  const teller = new PanelTeller(({ gateway, halted, last }) => told.push([gateway, halted, last].join("|")));
  const show = (nowMs: number, lastOrder: string | null, halted: string | null = null, connected = true) =>
    teller.show(connected, { gatewayUp: true, halted, lastOrder }, nowMs);
  return { told, show };
}

describe("the panel on the chart", () => {
  it("is told of the last order a few times a second at most, and then of the newest", () => {
    const { told, show } = panel();
    show(0, null);
    for (let nowMs = 1; nowMs < 400; nowMs += 10) show(nowMs, `filled ${nowMs}`);
    expect(told).toEqual(["up||"]);
    show(400, "filled 400");
    show(401, "filled 401");
    expect(told).toEqual(["up||", "up||filled 400"]);
  });

  it("is told at once that entries are stopped, whatever it was told before", () => {
    const { told, show } = panel();
    show(0, "filled 1");
    show(1, "filled 2", "the largest daily loss");
    show(2, "filled 3");
    expect(told).toEqual(["up||filled 1", "up|the largest daily loss|filled 2", "up||filled 3"]);
  });

  it("is told nothing twice, and everything again when another terminal connects", () => {
    const { told, show } = panel();
    show(0, "filled 1");
    show(5_000, "filled 1");
    show(5_001, "filled 1", null, false);
    show(5_002, "filled 1");
    expect(told).toEqual(["up||filled 1", "up||filled 1"]);
  });
});

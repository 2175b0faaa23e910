import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../paper-terminal/testing/tiny-agent.ts";
import { ask, BUILD_TIMEOUT_MS, next, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

async function linked(options: Parameters<typeof begin>[0] = {}) {
  const rig = await begin(options);
  const program = rig.start();
  const link = await rig.nextConnection();
  await link.link();
  /** Waits until the step has an end, whatever it was called in between. */
  const ended = (order: string) =>
    next(link, "result", (told) => told.order === order && told.state !== "sent");
  return { ...rig, program, link, ended };
}

describe("the expert advisor with a broker that", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("executes and then times out: the order is found in the records and not sent again", async () => {
    const { link, venue, ended } = await linked();
    venue.link.script("time_out_executed");
    const bought = submit("a");
    link.say(bought);
    expect(await ended(bought.order)).toMatchObject({ state: "done" });
    link.say(bought);
    await next(link, "deal", ({ order }) => order === bought.order);
    expect(venue.deals()).toHaveLength(1);
  });

  it("times out without executing: the outcome stays open, for a look that finds nothing proves nothing", async () => {
    const { link, venue } = await linked();
    venue.link.script("time_out_lost");
    const bought = submit("a");
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "sent", retcode: 10012 });
    expect(await ask(link, bought)).toMatchObject({ state: "sent" });
    link.say(bought);
    expect(venue.deals()).toEqual([]);
  });

  it("rejects: the step is rejected", async () => {
    const { link, venue } = await linked();
    venue.link.script("reject");
    const bought = submit("a");
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "rejected", retcode: 10006 });
    expect(venue.deals()).toEqual([]);
  });

  it.each(["no_answer", "drop_transactions", "reorder", "answer_twice"] as const)(
    "has the fault %s: deal, position and result are told all the same, and once",
    async (fault) => {
      const { link, venue, ended } = await linked();
      venue.link.script(fault);
      const bought = submit("a");
      link.say(bought);
      expect(await ended(bought.order)).toMatchObject({ state: "done" });
      await next(link, "deal", ({ order }) => order === bought.order);
      await next(link, "position", ({ order }) => order === bought.order);
      const after = submit("b");
      link.say(after);
      expect(await ended(after.order)).toMatchObject({ state: "done" });
      expect(of(link.told, "deal").map(({ order }) => order)).toEqual([bought.order, after.order]);
      expect(venue.deals()).toHaveLength(2);
    },
  );

  it("is lost before the request arrives: nothing is sent again, and the outcome stays open", async () => {
    // Longer than a second: so often the terminal is asked whether it is connected.
    const { link, venue } = await linked({ faults: { awayMs: 2_500 } });
    venue.link.script("disconnect_before");
    const bought = submit("a");
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "sent", retcode: 10031 });
    const away = await next(link, "account", ({ obstacle }) => obstacle === "disconnected");
    await next(link, "account", ({ obstacle }) => obstacle === "", link.told.indexOf(away));
    expect(venue.deals()).toEqual([]);
    const after = submit("b");
    link.say(after);
    expect(await link.result(after.order)).toMatchObject({ state: "done" });
  });

  it("is lost after it has executed: the deal is told when the connection is back", async () => {
    const { link, venue, ended } = await linked();
    venue.link.script("disconnect_after");
    const bought = submit("a");
    link.say(bought);
    expect(await ended(bought.order)).toMatchObject({ state: "done" });
    await next(link, "deal", ({ order }) => order === bought.order);
    expect(venue.deals()).toHaveLength(1);
  });

  it("is away: orders are refused as disconnected, and what happened meanwhile is told afterwards", async () => {
    const { link, venue, ended } = await linked();
    const pending = { action: "pending", kind: "limit", side: "buy", price: "1.08" } as const;
    const placed = submit("pending", pending);
    link.say(placed);
    expect(await ended(placed.order)).toMatchObject({ state: "done" });
    venue.link.disconnect(2_500);
    await next(link, "account", ({ obstacle }) => obstacle === "disconnected");
    const refused = submit("refused");
    link.say(refused);
    expect(await link.result(refused.order)).toMatchObject({ state: "refused" });
    venue.market.set("EURUSD", "1.07990", "1.08000");
    expect(await next(link, "deal")).toMatchObject({ order: placed.order });
    await next(link, "position", ({ order }) => order === placed.order);
    expect(venue.deals()).toHaveLength(1);
  });

  it("leaves a filled order in neither list for a while: it is not called gone, and its deal is told", async () => {
    const { link, venue, ended } = await linked({ faults: { spreadMs: 150 } });
    const pending = { action: "pending", kind: "limit", side: "buy", price: "1.08" } as const;
    const placed = submit("pending", pending);
    link.say(placed);
    expect(await ended(placed.order)).toMatchObject({ state: "done" });
    venue.market.set("EURUSD", "1.07990", "1.08000");
    expect(await next(link, "deal")).toMatchObject({ order: placed.order, remaining: "0" });
    await next(link, "position", ({ order }) => order === placed.order);
    expect(of(link.told, "gone")).toEqual([]);
  });

  it("does all of it at once to two hundred orders: each is dealt at most once, and told as it was dealt", async () => {
    const chances = {
      ...{ time_out_executed: 0.05, time_out_lost: 0.03, reject: 0.03, no_answer: 0.05 },
      ...{ drop_transactions: 0.05, reorder: 0.1, answer_twice: 0.05, disconnect_after: 0.005 },
    };
    const { link, venue } = await linked({ faults: { seed: 20, chances, latencyMs: [1, 40], awayMs: 300 } });
    const steps = Array.from({ length: 200 }, (_, at) => submit(`all-${at}`, { lots: "0.01" }));
    for (let at = 0; at < steps.length; at += 20) link.say(...steps.slice(at, at + 20));
    await eventually("a result of every order", () => {
      const known = new Set(of(link.told, "result").map(({ order }) => order));
      return steps.every(({ order }) => known.has(order)) || undefined;
    });
    const magics = venue.deals().map(({ magic }) => magic);
    expect(new Set(magics).size).toBe(magics.length);
    await eventually("every deal", () => of(link.told, "deal").length === magics.length || undefined);
    const dealt = new Set(of(link.told, "deal").map(({ magic }) => magic));
    expect(dealt).toEqual(new Set(magics));
    const wrong = of(link.told, "result").filter(({ order, state }) => {
      const magic = steps.find((step) => step.order === order)?.magic ?? "";
      return (state === "done") !== dealt.has(magic) && (state === "done" || state === "rejected");
    });
    expect(wrong).toEqual([]);
  });
});

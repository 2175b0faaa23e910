import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../paper-terminal/testing/tiny-agent.ts";
import { BUILD_TIMEOUT_MS, next, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";
import { openVenue } from "./testing/venue.ts";

describe("the expert advisor on its link", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  for (const reading of ["fills", "early"]) {
    it(`proves itself, tells account and symbols, trades, and says it on the panel; SocketRead ${reading}`, async () => {
      const { start, nextConnection, venue, directory } = await begin();
      const chart = join(directory, "chart.txt");
      const program = start({ arguments: ["--socket-read", reading, "--chart", chart] });
      const link = await nextConnection();
      expect(of(await link.link(), "deal")).toEqual([]);
      expect(of(link.told, "hello")).toMatchObject([{ version: "2" }]);
      expect(of(link.told, "account")[0]).toMatchObject({
        currency: "USD",
        balance: "100000.00",
        mode: "hedging",
        obstacle: "",
      });
      expect(of(link.told, "symbol").find(({ symbol }) => symbol === "USDJPY")).toMatchObject({
        digits: 3,
        forex: true,
        exec: "market",
        filling: ["fok", "ioc"],
        trade: "full",
        open: true,
      });
      const bought = submit("a", { lots: "0.3" });
      link.say(bought);
      expect(await link.result(bought.order)).toMatchObject({ state: "done", retcode: 10009 });
      expect(venue.deals()).toMatchObject([{ magic: bought.magic, lots: "0.3", entry: "in" }]);
      await next(link, "deal", ({ order, magic }) => order === bought.order && magic === bought.magic);
      await next(link, "position", ({ order }) => order === bought.order);
      await eventually("the order on the panel", () =>
        readFileSync(chart, "utf8").includes("EURUSD") ? true : undefined,
      );
      program.kill("SIGTERM");
      expect(await program.end).toEqual({ code: 0, signal: null });
    });
  }

  it("ends the link when the agent's proof is wrong, says why, and trades nothing", async () => {
    const { start, nextConnection, venue } = await begin();
    const program = start();
    const wrong = await nextConnection();
    await expect(wrong.link("0", "another token, thirty-two letters")).rejects.toThrow("ready");
    await program.says("another token");
    expect(of(wrong.told, "account")).toEqual([]);
    const right = await nextConnection();
    await right.link();
    expect(venue.deals()).toEqual([]);
  });

  it("does not start without a token", async () => {
    const { start } = await begin();
    const program = start({ token: "short" });
    expect(await program.end).toMatchObject({ code: 1 });
    expect(program.printed().join()).toContain("Token");
  });

  it("says what to do when the terminal does not allow the address", async () => {
    const { start, directory } = await begin();
    const chart = join(directory, "chart.txt");
    start({ arguments: ["--allow", "example.com", "--chart", chart] });
    await eventually("the reason on the panel", () =>
      readFileSync(chart, { encoding: "utf8", flag: "a+" }).includes("add 127.0.0.1") ? true : undefined,
    );
  });

  it("comes back to an agent that closed the link, and tells what was dealt meanwhile", async () => {
    const { start, nextConnection } = await begin();
    start();
    const first = await nextConnection();
    await first.link();
    const bought = submit("a");
    first.say(bought);
    const { deal } = await first.result(bought.order);
    first.socket.destroy();
    const second = await nextConnection();
    const told = await second.link("0");
    expect(of(told, "deal")).toMatchObject([{ deal, order: bought.order }]);
    expect(of(told, "position")).toMatchObject([{ order: bought.order }]);
    second.say(bought);
    expect(await second.result(bought.order)).toMatchObject({ state: "done", deal });
    second.socket.destroy();
    const third = await nextConnection();
    expect(of(await third.link(deal), "synced")).toMatchObject([{ lastdeal: deal }]);
  });

  it("does not start on a second chart of the same account", async () => {
    const { start, nextConnection, venue, agent } = await begin();
    start();
    const link = await nextConnection();
    await link.link();
    const second = start();
    await second.says("journal_locked");
    const bought = submit("a");
    link.say(bought);
    expect(await link.result(bought.order)).toMatchObject({ state: "done" });
    expect(agent.connections).toHaveLength(1);
    expect(venue.deals()).toHaveLength(1);
  });

  it("stops at once when the terminal switches to another account, and says whose account it is then", async () => {
    const { start, nextConnection, venue, directory } = await begin();
    start();
    const link = await nextConnection();
    await link.link();
    const [before] = of(link.told, "account");
    const { port } = venue;
    venue.close();
    const other = await openVenue(directory, { name: "other", port, login: "7654321" });
    const after = await nextConnection();
    await after.link();
    const [account] = of(after.told, "account");
    expect(account?.login).toBe("7654321");
    expect(account?.login).not.toBe(before?.login);
    expect(link.closed).toBe(true);
    const bought = submit("a");
    after.say(bought);
    expect(await after.result(bought.order)).toMatchObject({ state: "done" });
    expect([venue.deals(), other.deals()].map((deals) => deals.length)).toEqual([0, 1]);
  });

  it("goes on after a change of the chart, with the same account and no order sent again", async () => {
    const { start, nextConnection, venue } = await begin();
    const program = start();
    const link = await nextConnection();
    await link.link();
    const bought = submit("a");
    link.say(bought);
    await link.result(bought.order);
    venue.link.control("chart_change");
    await program.says("unloaded, reason 3");
    const again = await nextConnection();
    await again.link();
    again.say(bought);
    expect(await again.result(bought.order)).toMatchObject({ state: "done" });
    expect(venue.deals()).toHaveLength(1);
  });

  it("closes the link at a frame it cannot read, and trades nothing of it", async () => {
    const { start, nextConnection, venue } = await begin();
    start();
    const frame = (body: string) => {
      const bytes = Buffer.alloc(4 + Buffer.byteLength(body));
      bytes.writeUInt32BE(Buffer.byteLength(body));
      bytes.write(body, 4);
      return bytes;
    };
    const tooLong = Buffer.from([0, 1, 0, 0]);
    const bad = [tooLong, frame("reboot"), frame("sync\u001flastdeal=x"), frame("submit\u001forder=x")];
    for (const bytes of bad) {
      const link = await nextConnection();
      await link.link();
      link.socket.write(bytes);
      await eventually("the end of the link", () => link.closed || undefined);
    }
    expect(venue.deals()).toEqual([]);
  });

  it("tells what stands in the way of trading, and refuses orders meanwhile", async () => {
    const { start, nextConnection, venue } = await begin();
    start();
    const link = await nextConnection();
    await link.link();
    for (const [what, obstacle] of [
      ["algo_trading", "algo_trading_off"],
      ["expert_allowed", "expert_not_allowed"],
      ["experts_allowed", "experts_banned"],
      ["account_allowed", "account_read_only"],
    ] as const) {
      venue.link.control(what, false);
      const from = link.told.length;
      await next(link, "account", (told) => told.obstacle === obstacle, from);
      const bought = submit(what);
      link.say(bought);
      expect(await link.result(bought.order)).toMatchObject({ state: "refused" });
      venue.link.control(what, true);
      await next(link, "account", (told) => told.obstacle === "", from);
    }
    expect(venue.deals()).toEqual([]);
  });
});

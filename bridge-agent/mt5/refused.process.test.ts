import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { LinkRefusal } from "../../src/protocol/ea-link.ts";
import { TOKEN } from "../paper-terminal/testing/tiny-agent.ts";
import { TerminalServer } from "../src/terminal-link/terminal-server.ts";
import { BUILD_TIMEOUT_MS } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";
import { openVenue } from "./testing/venue.ts";

const LONGEST_WAIT_MS = 30_000;
const POLL_MS = 10;

/** As `eventually`, for things that an expert advisor takes its time for. */
async function inTheEnd(what: string, look: () => boolean): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  while (!look()) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The lines of a panel, of which the last ones are one sentence. */
function panel(chart: string): string {
  const text = readFileSync(chart, { encoding: "utf8", flag: "a+" });
  const rows = text.split("\n").map((line) => line.slice(line.indexOf("=") + 1));
  return rows.join(" ").replaceAll(/ +/g, " ");
}

/** Refuses the link as an agent does; the answer is how long the expert advisor stayed away. */
async function refusedFor(code: LinkRefusal): Promise<number> {
  const { agent, start, nextConnection, directory } = await begin();
  const chart = join(directory, "chart.txt");
  start({ arguments: ["--chart", chart] });
  const link = await nextConnection();
  await link.next("hello", ({ type }) => type === "hello");
  const message = `The agent has its reasons to say that it is ${code}, and says it at such length that it fills rows.`;
  link.say({ type: "refused", code, message });
  link.socket.end();
  const refusedMs = Date.now();
  if (code === "another_terminal") {
    await inTheEnd("the code on the panel", () => panel(chart).includes(`refused, ${code}`));
    await inTheEnd("the sentence on the panel", () => panel(chart).includes(message));
  }
  await inTheEnd("the next attempt", () => agent.connections.length === 2);
  return Date.now() - refusedMs;
}

describe("an expert advisor that is refused", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("stays away for ten seconds and more where a person has to do something first", async () => {
    const codes = ["another_terminal", "wrong_token", "unsupported_version"] as const;
    for (const awayMs of await Promise.all(codes.map(refusedFor))) {
      expect(awayMs).toBeGreaterThan(9_900);
    }
  });

  it("is back soon where that was all", async () => {
    const codes = ["replaced", "silent", "agent_stops", "account_switched"] as const;
    for (const awayMs of await Promise.all(codes.map(refusedFor))) expect(awayMs).toBeLessThan(2_000);
  });

  it("since another one is linked leaves that one alone, and takes its place when it is gone", async () => {
    const { directory, venue, start } = await begin();
    const events: string[] = [];
    const server = new TerminalServer(
      TOKEN,
      { up: () => events.push("up"), frames: () => undefined, down: () => events.push("down") },
      { info: () => undefined, warn: () => undefined, error: () => undefined },
    );
    onTestFinished(() => server.close());
    const inputs = { AgentPort: String(await server.listen(0, true)) };
    const charts = [join(directory, "first.txt"), join(directory, "second.txt")] as const;
    const first = start({ inputs, arguments: ["--chart", charts[0]] });
    await inTheEnd("the first terminal", () => server.connected);
    const other = await openVenue(directory, { name: "other" });
    expect(other.port).not.toBe(venue.port);
    // The last --venue counts: this terminal has an account server of its own.
    const second = ["--venue", `127.0.0.1:${other.port}`, "--chart", charts[1]];
    start({ inputs, files: "other files", arguments: second });
    await inTheEnd("the refusal", () => server.refused?.startsWith("Another terminal") === true);
    await inTheEnd("the code on the panel", () => panel(charts[1]).includes("refused, another_terminal"));
    await inTheEnd("what to do", () => panel(charts[1]).includes("one chart of one terminal only."));
    expect(events).toEqual(["up"]);
    expect(panel(charts[0])).toContain("agent comparing records");
    first.kill("SIGKILL");
    await inTheEnd("the second terminal", () => events.length === 3);
    expect(events).toEqual(["up", "down", "up"]);
    expect(server.connected).toBe(true);
  });
});

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { BUILD_TIMEOUT_MS, next, submit } from "../mt5/testing/fixtures.ts";
import { builtAdvisor } from "../mt5/testing/rig.ts";
import { temporaryDirectory } from "./testing/fixtures.ts";
import { TinyAgent, TOKEN } from "./testing/tiny-agent.ts";

const MAIN = join(import.meta.dirname, "venue.ts");

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = new Promise<number | null>((resolve) => {
    child.on("exit", (code) => resolve(code));
  });
  return { kill: (signal: NodeJS.Signals) => child.kill(signal), end, stderr: () => stderr };
}

describe("the venue as a process", { timeout: 60_000 }, () => {
  let advisor = "";
  beforeAll(async () => {
    advisor = await builtAdvisor();
  }, BUILD_TIMEOUT_MS);

  it("runs a compiled expert advisor in the place of the paper terminal, stops, and goes on where it was", async () => {
    const state = temporaryDirectory();
    const tokenFile = join(state, "token");
    writeFileSync(tokenFile, `${TOKEN}\n`);
    const agent = new TinyAgent();
    onTestFinished(() => agent.close());
    const port = await agent.listen();
    const args = ["--state", state, "--advisor", advisor, "--port", String(port), "--token-file", tokenFile];
    const first = start([...args, "--fault", "time_out_executed=1", "--latency", "1-5"]);
    const link = await agent.connection(0);
    await link.link();
    const bought = submit("a");
    link.say(bought);
    await next(link, "result", ({ order, state: now }) => order === bought.order && now === "done");
    first.kill("SIGTERM");
    expect(await first.end).toBe(0);
    start(args);
    const again = await agent.connection(1);
    await again.link();
    again.say(bought);
    expect(await again.result(bought.order)).toMatchObject({ state: "done" });
    const deals = readFileSync(join(state, "deals.jsonl"), "utf8").trim().split("\n");
    expect(deals).toHaveLength(1);
    expect(JSON.parse(deals[0] ?? "")).toMatchObject({ magic: bought.magic });
  });

  it.each([
    [[], "--state"],
    [["--state", "x", "--advisor", "y"], "--port"],
    [["--state", "x", "--fault", "nonsense=0.5"], "--fault"],
    [["--state", "x", "--fault", "reject=2"], "--fault"],
    [["--state", "x", "--latency", "9-1"], "--latency"],
    [["--state", "x", "--sead", "1"], "--sead"],
  ] as const)("refuses the command line %j and says what is wrong", async (args, said) => {
    const program = start(args);
    expect(await program.end).toBe(2);
    expect(program.stderr()).toContain(said);
  });
});

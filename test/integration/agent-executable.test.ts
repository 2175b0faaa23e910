import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pairedState } from "../../bridge-agent/src/testing/agents.ts";
import { eventually } from "../../bridge-agent/src/testing/eventually.ts";
import { FakeGateway } from "../../bridge-agent/src/testing/fake-gateway.ts";
import { temporaryDirectory } from "../../bridge-agent/src/testing/fixtures.ts";
import { root } from "../../scripts/lib/root.ts";

const here = process.platform === "linux" && process.arch === "x64";

describe.runIf(here)("the agent as one executable file", () => {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-executable-"));
  const executable = join(directory, "sallyport-agent-linux-x64");

  beforeAll(() => {
    const program = join(root, "scripts", "package-agent.ts");
    execFileSync(process.execPath, [program, "--target", "linux-x64", "--out", directory]);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("has a checksum that sha256sum accepts, and rejects once a byte is different", () => {
    const check = () => spawnSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: directory }).status;
    expect(check()).toBe(0);
    const sums = join(directory, "SHA256SUMS");
    const right = readFileSync(sums, "utf8");
    writeFileSync(
      sums,
      right.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
    );
    expect(check()).toBe(1);
    writeFileSync(sums, right);
  });

  test("says before pairing what is missing", () => {
    const { status, stdout } = spawnSync(executable, ["doctor", "--state", temporaryDirectory()], {
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toMatch(/PROBLEM pairing .*\n +-> sallyport-agent pair CODE/);
  });

  test("runs without Node.js beside it, reaches its gateway, and ends cleanly", async () => {
    const gateway = await FakeGateway.start();
    const paths = await pairedState(gateway);
    const child = spawn(executable, ["run", "--state", paths.directory, "--port", "0"], {
      env: { PATH: "/nonexistent" },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    await eventually(
      "the link",
      () => existsSync(paths.status) && /"link":\{"state":"up"/.test(readFileSync(paths.status, "utf8")),
    );
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(readFileSync(paths.log, "utf8")).toContain('"event":"agent_started"');
  });

  test("writes neither the key nor the terminal's token into its log", async () => {
    const gateway = await FakeGateway.start();
    const paths = await pairedState(gateway);
    const child = spawn(executable, ["run", "--state", paths.directory, "--port", "0"], { stdio: "ignore" });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    await eventually(
      "a log",
      () => existsSync(paths.log) && readFileSync(paths.log, "utf8").includes("agent_started"),
    );
    child.kill("SIGTERM");
    await ended;
    const log = readFileSync(paths.log, "utf8");
    const identity: unknown = JSON.parse(readFileSync(paths.identity, "utf8"));
    expect(identity).toHaveProperty("key.d");
    const secrets = [
      readFileSync(paths.eaToken, "utf8").trim(),
      ...readFileSync(paths.identity, "utf8").matchAll(/"d": ?"([^"]+)"/g),
    ];
    for (const secret of secrets) expect(log).not.toContain(typeof secret === "string" ? secret : secret[1]);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePort, isFree } from "../../scripts/start/free-port.ts";
import { isAlive } from "../support/children.ts";
import { type Installation, startInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

let stateDir = "";
let sallyport: Installation;
beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "sallyport-killed-"));
  sallyport = await startInstallation(stateDir);
});
afterAll(async () => {
  await sallyport?.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("when start itself is killed, the next one finds its state and its port", async () => {
  const { pids: _, ...before } = sallyport.ready;
  process.kill(sallyport.pid, "SIGKILL");
  await until("end of the supervisor", 5_000, () => (isAlive(sallyport.pid) ? undefined : true));

  sallyport = await startInstallation(stateDir);
  const { pids: __, ...after } = sallyport.ready;
  // The same port, so the gateway of the killed start is gone.
  expect(after).toEqual(before);
});

test("another port is another pairing of the same agent with the same account", async () => {
  const { account, strategy } = sallyport.ready;
  const port = await findFreePort();
  expect(await sallyport.stop()).toBe(0);
  sallyport = await startInstallation(stateDir, ["--port", String(port)]);
  expect(sallyport.ready.url).toBe(`http://127.0.0.1:${port}`);
  expect(sallyport.ready.strategy.hook).toBe(`http://127.0.0.1:${port}/hook/${strategy.id}`);
  expect(sallyport.ready.account).toEqual(account);
});

test("a port that is in use is refused with a sentence, and nothing is left running", async () => {
  const { url } = sallyport.ready;
  const port = Number(new URL(url).port);
  const other = mkdtempSync(join(tmpdir(), "sallyport-killed-"));
  const refused = startInstallation(other, ["--port", String(port)]);
  await expect(refused).rejects.toThrow(/port \d+ is in use; choose another with --port N/);
  rmSync(other, { recursive: true });
  expect(await isFree(port)).toBe(false);
});

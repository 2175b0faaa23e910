import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { testBindings } from "./test/worker/bindings.ts";

const notOurs = ["**/node_modules/**", "**/dist/**"];

/**
 * Some tests start processes, and some try thousands of texts; where other work has the processors too, either can take
 * half a minute. Longer than any single wait of a test, so that it has the time to say what it waited for in vain.
 */
const testTimeout = 60_000;
/** The first call of each process loads the whole Worker, which alone takes ten seconds where others work too. */
const workerTimeout = 60_000;
/** A Chromium with the desk in it and a gateway, an agent and a terminal behind it keep about one core busy. */
const browsers = Math.max(2, Math.floor(availableParallelism() / 2));

/**
 * Four projects, run by `npm test` one after the other (scripts/test.ts):
 * - unit: pure rules, the agent and the scripts, in Node;
 * - worker: the Worker and its objects inside workerd, where they can be evicted and aborted;
 * - integration: real processes; one file at a time, because they are timed against each other;
 * - browser: the trading desk in Chromium against real processes; skipped where there is no Chromium.
 */
export default defineConfig({
  test: {
    // By itself vitest leaves one core to itself, which is half of a machine with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          // Nothing here keeps state in a module, so files need no process of their own; that halves the time.
          isolate: false,
          testTimeout,
          include: [
            "src/**/*.test.ts",
            "web/src/**/*.test.ts",
            "bridge-agent/**/*.test.ts",
            "durable-objects/**/*.unit.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "test/faults/**/*.test.ts",
          ],
          exclude: [...notOurs, "**/*.worker.test.ts"],
        },
      },
      {
        // As password.ts imports it; whoever names the file otherwise gets the real one.
        resolve: {
          alias: { "./scrypt.ts": join(import.meta.dirname, "test/worker/support/cheap-scrypt.ts") },
        },
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: { bindings: testBindings, r2Buckets: ["AUDIT_BUCKET"] },
          }),
        ],
        test: {
          name: "worker",
          // The Worker is loaded once for each process, not for each file; fresh-file.ts keeps the files apart.
          isolate: false,
          setupFiles: ["test/worker/support/fresh-file.ts"],
          testTimeout: workerTimeout,
          hookTimeout: workerTimeout,
          include: ["test/worker/**/*.test.ts", "durable-objects/**/*.test.ts", "src/**/*.worker.test.ts"],
          exclude: [...notOurs, "**/*.unit.test.ts"],
        },
      },
      {
        test: {
          name: "integration",
          environment: "node",
          include: ["test/integration/**/*.test.ts"],
          exclude: notOurs,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          environment: "node",
          include: ["test/browser/**/*.browser.test.ts"],
          exclude: notOurs,
          globalSetup: "test/browser/support/build-first.ts",
          // The files of one process share its Chromium; each has its own gateway, agent and terminal.
          isolate: false,
          maxWorkers: browsers,
          // Has another number of workers than the others have.
          sequence: { groupOrder: 1 },
          // Agents and terminals are started for each file, and read the same sources each time.
          env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "dist/compile-cache") },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // The second that is usual passes unused on a busy machine.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});

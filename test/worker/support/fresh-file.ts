import { reset } from "cloudflare:test";
import { afterAll, beforeAll, vi } from "vitest";

/**
 * Runs around each file of tests. The files of one worker share a process, so that the Worker is loaded once and not
 * 84 times; no file may see what another one left: objects and what they stored, a clock, a spy.
 */
beforeAll(async () => {
  await reset();
});

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

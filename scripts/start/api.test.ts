import { expect, test, vi } from "vitest";
import { waitUntil } from "./api.ts";

const quickly = { forMs: 5_000, everyMs: 1, signal: new AbortController().signal };

test("waiting ends when there is no reason to wait any more", async () => {
  const check = vi.fn<() => Promise<string | undefined>>();
  check.mockResolvedValueOnce("not yet").mockResolvedValue(undefined);
  await waitUntil("it did not happen", check, quickly);
  expect(check).toHaveBeenCalledTimes(2);
});

test("a call that fails is a reason to wait: a process that was killed comes back", async () => {
  const check = vi.fn<() => Promise<string | undefined>>();
  check.mockRejectedValueOnce(new TypeError("fetch failed")).mockResolvedValue(undefined);
  await waitUntil("it did not happen", check, quickly);
  expect(check).toHaveBeenCalledTimes(2);
});

test("waiting in vain says for what, for how long, and what was missing", async () => {
  const fault = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  const waiting = waitUntil("it did not happen", () => Promise.reject(fault), { ...quickly, forMs: 0 });
  await expect(waiting).rejects.toThrow("it did not happen within 0 s: fetch failed: connect ECONNREFUSED");
});

test("Ctrl-C ends the waiting", async () => {
  const stopping = new AbortController();
  const waiting = waitUntil("it did not happen", async () => "never", {
    forMs: 60_000,
    everyMs: 60_000,
    signal: stopping.signal,
  });
  stopping.abort();
  await expect(waiting).rejects.toThrow("aborted");
});

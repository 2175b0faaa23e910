import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../../scripts/lib/root.ts";
import { firstMessage } from "./child-request.ts";
import type { Cleanup } from "./cleanup.ts";
import { readySchema } from "./load-messages.ts";

const READY_TIMEOUT_MS = 15_000;

/**
 * Starts a script below `bench/` as a process that is talked to over IPC, and waits until it says that it
 * is ready. It ends with this process whatever becomes of that one, because it watches the IPC channel.
 */
export async function startHelper(
  cleanup: Cleanup,
  script: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const child = fork(join(root, "bench", script), args, { stdio: ["ignore", 2, 2, "ipc"] });
  cleanup.add(() => end(child));
  await firstMessage(child, readySchema, READY_TIMEOUT_MS);
  return child;
}

/** Ends a process and waits until it is gone. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

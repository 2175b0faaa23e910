import type { ChildProcess } from "node:child_process";
import type { z } from "zod";

/**
 * Resolves with the next message of a process started with IPC, read by `schema`. Rejects when the
 * process ends first or says nothing in `timeoutMs`.
 */
export function firstMessage<T>(child: ChildProcess, schema: z.ZodType<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      finish();
    };
    const onMessage = (message: unknown): void => {
      const read = schema.safeParse(message);
      settle(() => {
        if (read.success) resolve(read.data);
        else reject(new Error(`${child.spawnfile}: not the message as agreed: ${read.error.message}`));
      });
    };
    const onExit = (code: number | null): void => {
      settle(() => reject(new Error(`${child.spawnargs.join(" ")} ended with ${code}`)));
    };
    const timer = setTimeout(() => {
      settle(() => reject(new Error(`${child.spawnargs.join(" ")} said nothing in ${timeoutMs} ms`)));
    }, timeoutMs);
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}

/** Sends one request to a process and resolves with its answer. One at a time for each process. */
export function askChild<T>(
  child: ChildProcess,
  request: object,
  schema: z.ZodType<T>,
  timeoutMs: number,
): Promise<T> {
  const answer = firstMessage(child, schema, timeoutMs);
  child.send(request);
  return answer;
}

/**
 * The other end: parses every message with `schema` and answers with what `handle` returns. A message
 * that does not parse or a handler that throws ends the process, and with it the run. So does the end of
 * the parent: nothing that the bench starts lives on without it.
 */
export function answerParent<T>(schema: z.ZodType<T>, handle: (request: T) => unknown): void {
  process.on("message", (message) => {
    const request = schema.parse(message);
    Promise.resolve(handle(request)).then(
      (answer) => process.send?.(answer),
      (error) => {
        console.error(error instanceof Error ? error.message : error);
        process.exit(1);
      },
    );
  });
  process.on("disconnect", () => process.exit(0));
}

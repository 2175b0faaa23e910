import { spawn } from "node:child_process";

/** How a program ended, and all that it printed on both of its outputs. */
export interface ProgramEnd {
  readonly status: number | null;
  readonly printed: string;
}

/** Runs a Node program to its end; `env` is added to this process's environment. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    }
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, printed }));
  });
}

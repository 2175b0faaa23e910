import { existsSync } from "node:fs";
import { policyExample } from "../policy/example.ts";
import { parsePolicy } from "../policy/policy-file.ts";
import { readIfThere, type StatePaths, writeAtomically } from "../state/state-dir.ts";
import type { CommandEnd } from "./trading-commands.ts";

/** Writes the commented example where the agent looks for its policy; never over a file that is there. */
export function policyInit(paths: StatePaths): CommandEnd {
  if (existsSync(paths.policy)) {
    return { exitCode: 1, lines: [`${paths.policy} is there already; it was not changed.`] };
  }
  writePolicyExample(paths);
  return {
    exitCode: 0,
    lines: [`${paths.policy} is written. It limits nothing until you take the # from a limit.`],
  };
}

/** The same without a word, for pairing. */
export function writePolicyExample(paths: StatePaths): void {
  if (!existsSync(paths.policy)) writeAtomically(paths.policy, policyExample);
}

/** Says whether a policy file is right, and what is wrong with it by line and key. */
export function policyCheck(path: string): CommandEnd {
  const text = readIfThere(path);
  if (text === undefined) return { exitCode: 2, lines: [`${path} is not there.`] };
  const policy = parsePolicy(text);
  if (policy.ok) return { exitCode: 0, lines: [`${path} is right.`] };
  return {
    exitCode: 1,
    lines: policy.error.message.split("; ").map((line) => line.replace("policy.toml", path)),
  };
}

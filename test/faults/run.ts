import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckResult, check } from "./checker.ts";
import { type FaultOptions, parseFaultOptions, usage } from "./options.ts";
import { planOf } from "./plan.ts";
import { play } from "./play.ts";
import { type TerminalKind, terminalKinds } from "./programs.ts";
import { countText, resultText, summaryText } from "./summary.ts";

/**
 * `npm run test:faults`: sends alerts to a real installation while its processes are killed and its links
 * are cut, then checks what the gateway tells against the broker's own record. Once with the paper terminal,
 * and once with the compiled expert advisor and a broker that makes mistakes: one after the other, in
 * installations of their own, so that a failure says which of the two it is about, and can be repeated alone.
 */

const say = (line: string) => process.stdout.write(`${line}\n`);

async function runWith(kind: TerminalKind, count: number, stateDir: string): Promise<CheckResult[]> {
  const { seed, rate, everyMs } = options;
  const plan = planOf(kind, count, options);
  const flags = `--seed ${seed} --terminal ${kind} --alerts ${count} --rate ${rate} --every ${everyMs}`;
  const repeat = `npm run test:faults -- ${flags}${options.lateCopies ? "" : " --short"}`;
  say(`\n== ${kind}, seed ${seed}: ${plan.alerts.length} alerts, ${plan.faults.length} faults`);
  const played = await play(kind, plan, { seed, stateDir }, (stop) => {
    stopNow = stop;
  });
  const results = check(played.evidence);
  say(`\n${summaryText({ ...played, seed, repeat })}\n`);
  say(resultText(results));
  return results;
}

let options: FaultOptions;
try {
  options = parseFaultOptions(process.argv.slice(2), process.cwd());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
  process.exit(2);
}
const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "sallyport-faults-"));
if (terminalKinds.some((kind) => existsSync(join(stateDir, kind)))) {
  process.stderr.write(`${stateDir} holds installations already; a run needs new ones\n`);
  process.exit(2);
}
let stopNow = (): Promise<void> => Promise.resolve();
process.once("SIGINT", () => void stopNow().then(() => process.exit(130)));
process.once("SIGTERM", () => void stopNow().then(() => process.exit(143)));

const results: CheckResult[] = [];
for (const kind of terminalKinds) {
  const count = options.alerts[kind];
  if (count !== undefined) results.push(...(await runWith(kind, count, join(stateDir, kind))));
}
const sound = results.every(({ findings }) => findings.length === 0);
say(`\n${countText(results)}`);
if (sound && !options.keep) rmSync(stateDir, { recursive: true, force: true });
else process.stderr.write(`logs, journals and evidence are in ${stateDir}\n`);
process.exit(sound ? 0 : 1);

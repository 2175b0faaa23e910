import { asJson, asText } from "./start/announce.ts";
import { endWithNpm } from "./start/end-with-npm.ts";
import { installation } from "./start/installation.ts";
import { parseStartOptions, usage } from "./start/options.ts";
import { lockState, openStateDir } from "./start/state-dir.ts";

/**
 * `npm start`: the whole way of an order on one machine. See README.md for what it prints and keeps, and
 * start/installation.ts for what it does.
 */
const say = (line: string) => process.stderr.write(`${line}\n`);

const options = parseStartOptions(process.argv.slice(2), process.cwd());
if (!options.ok) {
  say(`${options.error}\n\n${usage}`);
  process.exit(2);
}
const { json, port, stateDir } = options.value;
say(`starting with the state in ${stateDir}`);

const state = openStateDir(stateDir);
const lock = lockState(state, 5_000);
if (lock === undefined) {
  say(`${stateDir} is in use by another start; stop that one, or give this one another --state DIR`);
  process.exit(1);
}

const sallyport = installation(state, say);
let ending: Promise<never> | undefined;

/** Stops everything and ends this process; a second call waits for the first. */
function end(status: number, why: string): Promise<never> {
  ending ??= (async () => {
    say(why);
    await sallyport.stop();
    lock?.release();
    process.exit(status);
  })();
  return ending;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void end(0, "stopping"));
}
endWithNpm(() => void end(0, "npm is gone, stopping"));

try {
  const ready = await sallyport.start(port);
  process.stdout.write(json ? `${asJson(ready)}\n` : asText(ready));
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  await end(1, `${reason}\nThe logs are in ${state.run}`);
}

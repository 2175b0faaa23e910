#!/usr/bin/env node
import { parseArgs } from "node:util";
import { doctor } from "./commands/doctor.ts";
import { pair } from "./commands/pair.ts";
import { policyCheck, policyInit } from "./commands/policy.ts";
import { run } from "./commands/run.ts";
import { type ServiceAction, service, serviceActions } from "./commands/service.ts";
import { readStatus, statusText } from "./commands/status.ts";
import { type CommandEnd, flatten, halt, resume } from "./commands/trading-commands.ts";
import { watchStatus } from "./commands/watch-status.ts";
import { JournalFailed } from "./journal/journal-failed.ts";
import { stderrLog } from "./log.ts";
import { type StatePaths, statePaths } from "./state/state-dir.ts";

const usage = `sallyport-agent pair CODE --gateway URL [--state DIR] [--replace] [--insecure]
sallyport-agent run [--state DIR] [--port PORT]
sallyport-agent status [--state DIR] [--json | --watch]
sallyport-agent doctor [--state DIR] [--json]
sallyport-agent halt [--reason TEXT] [--state DIR]
sallyport-agent resume [--reset] [--state DIR]
sallyport-agent flatten [--all] [--keep-trading] [--wait SECONDS] [--state DIR]
sallyport-agent policy init|check [FILE] [--state DIR]
sallyport-agent service install|uninstall|print [--state DIR] [--user]

--state    where key and journal are kept, one directory for each account (.sallyport-agent)
--gateway  the gateway's address, e.g. https://sallyport.example.com
--replace  pair again although there is an identity
--insecure allow a gateway without TLS on another host
--port     the port on 127.0.0.1 for the terminal; 0 for any
--watch    show the status until Ctrl-C
--user     install for the user's own systemd instead of the system's
--reason   why trading is halted; shown wherever the halt is
--reset    count the day's loss and the peaks anew from the account as it is now
--all      close also what Sallyport did not open
--keep-trading  do not halt: entries may go on once the account is flat
--wait     how long to wait until the account is flat (60)`;

const options = {
  state: { type: "string", default: ".sallyport-agent" },
  gateway: { type: "string" },
  replace: { type: "boolean", default: false },
  insecure: { type: "boolean", default: false },
  port: { type: "string" },
  json: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
  user: { type: "boolean", default: false },
  reason: { type: "string", default: "" },
  reset: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  "keep-trading": { type: "boolean", default: false },
  wait: { type: "string", default: "60" },
  help: { type: "boolean", short: "h", default: false },
} as const;

type Values = ReturnType<typeof parse>["values"];

function parse() {
  return parseArgs({ options, allowPositionals: true });
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

async function pairCommand(paths: StatePaths, code: string | undefined, values: Values): Promise<void> {
  if (code === undefined || values.gateway === undefined || !URL.canParse(values.gateway)) {
    fail("pair needs a CODE and --gateway URL");
    return;
  }
  const { gateway: gatewayUrl, replace, insecure } = values;
  const paired = await pair(paths, { code, gatewayUrl, replace, insecure });
  if (paired.ok) {
    const { agentId, accountId } = paired.value;
    process.stdout.write(`${JSON.stringify({ agentId, accountId })}\n`);
    return;
  }
  const { code: why, message, hint } = paired.error;
  process.stderr.write(`${message} (${why})${hint === undefined ? "" : `\n${hint}`}\n`);
  process.exitCode = 1;
}

function statusCommand(paths: StatePaths, json: boolean): void {
  const status = readStatus(paths);
  if (!status.ok) {
    process.stderr.write(`${status.error.message}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${json ? JSON.stringify(status.value) : statusText(status.value)}\n`);
  if (!status.value.running) process.exitCode = 1;
}

async function watchCommand(paths: StatePaths): Promise<void> {
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort());
  process.once("SIGTERM", () => abort.abort());
  await watchStatus(paths, process.stdout, abort.signal);
}

async function doctorCommand(paths: StatePaths, json: boolean): Promise<void> {
  const { text, healthy } = await doctor(paths, json);
  process.stdout.write(`${text}\n`);
  if (!healthy) process.exitCode = 1;
}

async function serviceCommand(paths: StatePaths, word: string | undefined, perUser: boolean): Promise<void> {
  const action: ServiceAction | undefined = serviceActions.find((known) => known === word);
  if (action === undefined) return fail(`service needs one of ${serviceActions.join(", ")}`);
  const done = await service(paths, action, perUser);
  if (done.ok) {
    process.stdout.write(`${done.value}\n`);
    return;
  }
  const { code, message, hint } = done.error;
  process.stderr.write(`${message} (${code})${hint === undefined ? "" : `\n${hint}`}\n`);
  process.exitCode = 1;
}

function conclude({ exitCode, lines }: CommandEnd): void {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${lines.join("\n")}\n`);
  process.exitCode = exitCode;
}

async function flattenCommand(paths: StatePaths, values: Values): Promise<void> {
  const seconds = Number(values.wait);
  if (!(Number.isInteger(seconds) && seconds >= 0 && seconds <= 3_600)) {
    fail("--wait is a number of seconds from 0 to 3600");
    return;
  }
  const { all, "keep-trading": keepTrading } = values;
  const progress = (line: string) => void process.stdout.write(`${line}\n`);
  conclude(await flatten(paths, { all, keepTrading, waitMs: seconds * 1_000 }, Date.now(), progress));
}

function policyCommand(paths: StatePaths, action: string | undefined, file: string | undefined): void {
  if (action === "init") conclude(policyInit(paths));
  else if (action === "check") conclude(policyCheck(file ?? paths.policy));
  else fail("policy needs init or check");
}

async function main(): Promise<void> {
  const { positionals, values } = parse();
  const [command, code, file] = positionals;
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    fail("--port is a number from 0 to 65535");
    return;
  }
  switch (command) {
    case "pair":
      return pairCommand(statePaths(values.state), code, values);
    case "run":
      return run(statePaths(values.state), port);
    case "status":
      return values.watch
        ? watchCommand(statePaths(values.state))
        : statusCommand(statePaths(values.state), values.json);
    case "doctor":
      return doctorCommand(statePaths(values.state), values.json);
    case "halt":
      return conclude(await halt(statePaths(values.state), values.reason, Date.now()));
    case "resume":
      return conclude(await resume(statePaths(values.state), values.reset));
    case "flatten":
      return flattenCommand(statePaths(values.state), values);
    case "policy":
      return policyCommand(statePaths(values.state), code, file);
    case "service":
      return serviceCommand(statePaths(values.state), code, values.user);
    default:
      return fail(usage);
  }
}

// A bug must end the process: the next one starts from the journal, which is right in any case.
process.on("uncaughtException", (cause) => {
  if (cause instanceof JournalFailed) {
    stderrLog.error(cause.code, { message: cause.message, hint: cause.hint });
  } else {
    stderrLog.error("agent_failed", { message: cause instanceof Error ? cause.message : "unknown" });
  }
  process.exit(70);
});

try {
  await main();
} catch (cause) {
  fail(cause instanceof Error ? cause.message : "failed");
  // Timers and sockets of a half-started agent would keep the process alive.
  process.exit();
}

#!/usr/bin/env node
import { parseArgs } from "node:util";
import { pair } from "./commands/pair.ts";
import { run } from "./commands/run.ts";
import { readStatus, statusText } from "./commands/status.ts";
import { stderrLog } from "./log.ts";
import { type StatePaths, statePaths } from "./state/state-dir.ts";

const usage = `sallyport-agent pair CODE --gateway URL [--state DIR] [--replace] [--insecure]
sallyport-agent run [--state DIR] [--port PORT]
sallyport-agent status [--state DIR] [--json]

--state    where key and journal are kept, one directory for each account (.sallyport-agent)
--gateway  the gateway's address, e.g. https://sallyport.example.com
--replace  pair again although there is an identity
--insecure allow a gateway without TLS on another host
--port     the port on 127.0.0.1 for the terminal; 0 for any`;

const options = {
  state: { type: "string", default: ".sallyport-agent" },
  gateway: { type: "string" },
  replace: { type: "boolean", default: false },
  insecure: { type: "boolean", default: false },
  port: { type: "string" },
  json: { type: "boolean", default: false },
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

async function main(): Promise<void> {
  const { positionals, values } = parse();
  const [command, code] = positionals;
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
      return statusCommand(statePaths(values.state), values.json);
    default:
      return fail(usage);
  }
}

// A bug must end the process: the next one starts from the journal, which is right in any case.
process.on("uncaughtException", (cause) => {
  stderrLog.error("agent_failed", { message: cause instanceof Error ? cause.message : "unknown" });
  process.exit(70);
});

try {
  await main();
} catch (cause) {
  fail(cause instanceof Error ? cause.message : "failed");
}

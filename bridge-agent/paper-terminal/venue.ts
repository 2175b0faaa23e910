#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { BROKER_USAGE, brokerArguments, brokerOf, brokerOptionsSchema } from "./broker-options.ts";
import { jsonLog } from "./log.ts";
import { systemTiming } from "./timing.ts";
import { Advisor } from "./venue-link/advisor.ts";
import { startVenue } from "./venue-link/start-venue.ts";
import { faultsOf, VENUE_USAGE, venueArguments, venueOptionsSchema } from "./venue-link/venue-options.ts";

/**
 * A trade server for a compiled expert advisor (`bridge-agent/mt5/test-build`). With `--advisor` it also
 * runs one, which takes the place of the paper terminal: it links up with the agent.
 */
const USAGE =
  "usage: venue.ts --state DIR [--venue-port N] [--deals-log FILE] [--requests-log FILE] " +
  `[--advisor PROGRAM --port AGENT_PORT --token-file FILE] ${BROKER_USAGE} ${VENUE_USAGE}\n`;
const BAD_USAGE = 2;
const FAILED = 1;

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535));

const argumentsSchema = z
  .object({
    state: z.string().min(1),
    "venue-port": port.default(0),
    "deals-log": z.string().min(1).optional(),
    "requests-log": z.string().min(1).optional(),
    advisor: z.string().min(1).optional(),
    port: port.optional(),
    "token-file": z.string().min(1).optional(),
    ...brokerOptionsSchema.shape,
    ...venueOptionsSchema.shape,
  })
  .refine((given) => given.advisor === undefined || given.port !== undefined, { path: ["port"] })
  .refine((given) => given.advisor === undefined || given["token-file"] !== undefined, {
    path: ["token-file"],
  });
type Given = z.output<typeof argumentsSchema>;

function readArguments(): Given {
  const text = { type: "string" } as const;
  const own = { state: text, "venue-port": text, "deals-log": text, "requests-log": text };
  const advised = { advisor: text, port: text, "token-file": text };
  const options = { ...brokerArguments, ...venueArguments, ...own, ...advised };
  return argumentsSchema.parse(parseArgs({ options, strict: true, allowPositionals: false }).values);
}

/** What is wrong with the command line, in one sentence. */
function faultOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return `--${String(error.issues[0]?.path[0] ?? "")} is missing or not valid`;
  }
  return error instanceof Error ? error.message : "bad usage";
}

function refuse(what: string): void {
  process.stderr.write(`${what}\n${USAGE}`);
  process.exitCode = BAD_USAGE;
}

async function main(): Promise<void> {
  let given: Given;
  try {
    given = readArguments();
  } catch (error) {
    refuse(faultOf(error));
    return;
  }
  const broker = brokerOf(given);
  if (!broker.ok) {
    refuse(broker.error);
    return;
  }
  const log = jsonLog((line) => process.stderr.write(line), systemTiming.nowMs);
  const fail = (error: unknown) => {
    log("fatal", { message: error instanceof Error ? error.message : "not an error" });
    process.exit(FAILED);
  };
  process.on("uncaughtException", fail);
  const dealsLog = given["deals-log"] ?? join(given.state, "deals.jsonl");
  const requestsLog = given["requests-log"];
  const options = { state: given.state, port: given["venue-port"], dealsLog, requestsLog };
  const venue = await startVenue(
    { ...options, broker: broker.value, faults: faultsOf(given) },
    { timing: systemTiming, log },
  );
  const advisor = advisorOf(given, venue.port, log);
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await advisor?.stop();
    venue.stop();
    // An open standard input would keep the process alive.
    process.stdin.destroy();
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  // Whoever started it holds the other end: it must not outlive them.
  if (process.env["SALLYPORT_SUPERVISED"] === "1") {
    process.stdin.resume();
    process.stdin.once("end", () => void stop());
    process.stdin.once("error", () => void stop());
  }
}

function advisorOf(given: Given, venuePort: number, log: ReturnType<typeof jsonLog>): Advisor | undefined {
  const { advisor: program, port: agentPort, "token-file": tokenFile } = given;
  if (program === undefined || agentPort === undefined || tokenFile === undefined) return undefined;
  const token = readFileSync(tokenFile, "utf8").trim();
  const files = join(given.state, "files");
  const crash = process.env["SALLYPORT_TERMINAL_CRASH"];
  return new Advisor({ program, files, venuePort, agentPort, token, crash }, systemTiming, log);
}

await main();

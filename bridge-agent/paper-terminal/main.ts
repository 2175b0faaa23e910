#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { BROKER_USAGE, brokerArguments, brokerOf, brokerOptionsSchema } from "./broker-options.ts";
import { crashPoint, killOwnProcess } from "./crash-point.ts";
import { jsonLog } from "./log.ts";
import { startTerminal } from "./terminal.ts";
import { systemTiming } from "./timing.ts";

const USAGE = `usage: main.ts --state DIR --port AGENT_PORT --token-file FILE [--deals-log FILE] ${BROKER_USAGE}\n`;
const BAD_USAGE = 2;
const FAILED = 1;

const argumentsSchema = z.object({
  state: z.string().min(1),
  port: z
    .string()
    .regex(/^[0-9]{1,5}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(65_535)),
  "token-file": z.string().min(1),
  "deals-log": z.string().min(1).optional(),
  ...brokerOptionsSchema.shape,
});

/** The shared token of the EA link: all of the file but the white space around it. */
function readToken(file: string): string {
  const token = readFileSync(file, "utf8").trim();
  if (!/^[\x21-\x7e]{16,512}$/.test(token)) throw new Error("the token file holds no proper token");
  return token;
}

function readArguments() {
  const text = { type: "string" } as const;
  const options = { ...brokerArguments, state: text, port: text, "token-file": text, "deals-log": text };
  return argumentsSchema.parse(parseArgs({ options, strict: true, allowPositionals: false }).values);
}

/** What is wrong with the command line, in one sentence. */
function faultOf(error: unknown): string {
  if (error instanceof z.ZodError) return `--${error.issues[0]?.path.join("") ?? ""} is missing or not valid`;
  return error instanceof Error ? error.message : "bad usage";
}

function main(): void {
  let given: z.output<typeof argumentsSchema>;
  try {
    given = readArguments();
  } catch (error) {
    process.stderr.write(`${faultOf(error)}\n${USAGE}`);
    process.exitCode = BAD_USAGE;
    return;
  }
  const broker = brokerOf(given);
  if (!broker.ok) {
    process.stderr.write(`${broker.error}\n${USAGE}`);
    process.exitCode = BAD_USAGE;
    return;
  }
  const log = jsonLog((line) => process.stderr.write(line), systemTiming.nowMs);
  const fail = (error: unknown) => {
    log("fatal", { message: error instanceof Error ? error.message : "not an error" });
    process.exit(FAILED);
  };
  process.on("uncaughtException", fail);
  const terminal = startTerminal(
    {
      state: given.state,
      port: given.port,
      token: readToken(given["token-file"]),
      broker: broker.value,
      dealsLog: given["deals-log"] ?? join(given.state, "deals.jsonl"),
    },
    {
      log,
      timing: systemTiming,
      crash: crashPoint(process.env["SALLYPORT_TERMINAL_CRASH"], killOwnProcess),
      random: Math.random,
      nonce: () => randomBytes(32).toString("hex"),
    },
  );
  let stopped = false;
  const stop = () => {
    if (!stopped) terminal.stop();
    stopped = true;
    // An open standard input would keep the process alive.
    process.stdin.destroy();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // Whoever started it holds the other end: it must not outlive them.
  if (process.env["SALLYPORT_SUPERVISED"] === "1") {
    process.stdin.resume();
    process.stdin.once("end", stop);
    process.stdin.once("error", stop);
  }
}

main();

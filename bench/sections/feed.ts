import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { root } from "../../scripts/lib/root.ts";
import { askChild } from "../lib/child-request.ts";
import { type Delivered, deliveredSchema, openedSchema, type ReadersRequest } from "../lib/feed-messages.ts";
import { startHelper } from "../lib/helper-process.ts";
import type { Measure } from "../lib/measure.ts";
import { residentMb } from "../lib/memory.ts";
import type { Plan } from "../lib/plan.ts";
import { type Real, startReal } from "../lib/real.ts";
import type { Stage } from "../lib/stage.ts";
import { venueSymbols } from "../terminal/venue.ts";

/** Ticks a second of each watched symbol, at the terminal of the bench and at the floor. */
const TICKS_PER_SECOND = 250;
/** Sockets, and how many symbols they watch: more than either side can deliver where there are many sockets. */
const sizes = [
  { sockets: 1, symbols: 8 },
  { sockets: 100, symbols: 4 },
  { sockets: 1_000, symbols: 1 },
] as const;
const MOST_SOCKETS = 1_000;
const AIM = { direction: "atLeast", ratio: 0.5 } as const;
/** A little more than it takes an object without work to fall asleep. */
const ASLEEP_MS = 11_000;
const WARMUP_MS = 700;
const PATIENCE_MS = 60_000;
/** No limits in the way: all sockets come from one address. */
const vars = {
  LIMIT_SOCKETS_PER_ADDRESS: "10000",
  LIMIT_RECONNECTS_PER_10S: "10000",
  LIMIT_SOCKET_MESSAGES_PER_SECOND: "100000",
};

/** What came of every round, at our sockets and at those of the floor. */
interface Told {
  readonly ours: Delivered[];
  readonly theirs: Delivered[];
}

/** Ticks from the terminal to many sockets, against a bare `ws` server that sends the same. */
export async function feed(stage: Stage, plan: Plan): Promise<Measure[]> {
  const { cleanup, folder, say } = stage;
  const real = await startReal(cleanup, "the one with readers", join(folder, "feed"), say, {
    vars,
    terminal: (state, eaPort) => ({
      name: "terminal",
      command: process.execPath,
      args: [
        join(root, "bench/terminal/main.ts"),
        ...["--port", String(eaPort), "--token-file", join(state.agent, "ea-token")],
        ...["--arrivals", join(folder, "feed", "arrivals.txt"), "--ticks", String(TICKS_PER_SECOND)],
      ],
      env: process.env,
      watchesStdin: true,
    }),
  });
  const floor = await startFloor(stage);
  const [ours, theirs] = [
    await startHelper(cleanup, "feed/readers.ts", []),
    await startHelper(cleanup, "feed/readers.ts", []),
  ];

  say(`${MOST_SOCKETS} sockets at rest`);
  const gateway = real.ready.pids.gateway;
  await open(ours, realUrl(real), { authorization: `Bearer ${real.ready.token}` }, 1);
  const before = residentMb(gateway);
  await open(ours, realUrl(real), { authorization: `Bearer ${real.ready.token}` }, MOST_SOCKETS - 1);
  const asleep = sleep(ASLEEP_MS);
  await open(theirs, floor, {}, MOST_SOCKETS);
  await asleep;
  const perSocketKb = ((residentMb(gateway) - before) * 1_000) / (MOST_SOCKETS - 1);

  const told = sizes.map((): Told => ({ ours: [], theirs: [] }));
  for (let round = 0; round < plan.rounds; round++) {
    for (const [index, { sockets, symbols }] of sizes.entries()) {
      say(`ticks to ${sockets} sockets, round ${round + 1} of ${plan.rounds}`);
      told[index]?.ours.push(await measure(ours, plan, sockets, symbols));
      told[index]?.theirs.push(await measure(theirs, plan, sockets, symbols));
    }
  }
  await real.stop();
  return [
    ...sizes.flatMap(({ sockets }, index) => rowsOf(sockets, told[index] ?? { ours: [], theirs: [] })),
    { name: "memory of the gateway for each idle socket", unit: "kB", rounds: [perSocketKb] },
  ];
}

function rowsOf(sockets: number, { ours, theirs }: Told): Measure[] {
  const row = (name: string, unit: "/s" | "µs", of: (delivered: Delivered) => number): Measure => ({
    name: `${name}, ${sockets.toLocaleString("en-US")} ${sockets === 1 ? "socket" : "sockets"}`,
    unit,
    rounds: ours.map(of),
    against: { name: "bare ws", rounds: theirs.map(of) },
  });
  return [
    { ...row("ticks delivered", "/s", ({ ticks, elapsedUs }) => (ticks * 1_000_000) / elapsedUs), aim: AIM },
    row("terminal to socket, median", "µs", ({ medianUs }) => medianUs),
    row("terminal to socket, p99", "µs", ({ p99Us }) => p99Us),
  ];
}

function realUrl(real: Real): string {
  const url = new URL(`/accounts/${real.ready.demo.accountId}/feed?v=1`, real.ready.url);
  url.protocol = "ws:";
  return url.href;
}

async function startFloor(stage: Stage): Promise<string> {
  const server = await startHelper(stage.cleanup, "feed/broadcast.ts", [String(TICKS_PER_SECOND)]);
  const portSchema = z.object({ type: z.literal("port"), port: z.int().positive() });
  const { port } = await askChild(server, { type: "port" }, portSchema, PATIENCE_MS);
  return `ws://127.0.0.1:${port}/`;
}

async function open(
  readers: ChildProcess,
  url: string,
  headers: Record<string, string>,
  sockets: number,
): Promise<void> {
  const request: ReadersRequest = { type: "open", url, headers, sockets };
  await askChild(readers, request, openedSchema, PATIENCE_MS);
}

function measure(readers: ChildProcess, plan: Plan, sockets: number, symbols: number): Promise<Delivered> {
  const request: ReadersRequest = {
    ...{ type: "measure", sockets, symbols: venueSymbols.slice(0, symbols) },
    ...{ warmupMs: WARMUP_MS, measureMs: plan.measureMs },
  };
  return askChild(readers, request, deliveredSchema, PATIENCE_MS);
}

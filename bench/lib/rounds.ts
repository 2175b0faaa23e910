import type { ChildProcess } from "node:child_process";
import { askChild } from "./child-request.ts";
import {
  burstAnswerSchema,
  latencyAnswerSchema,
  type Sample,
  type Target,
  throughputAnswerSchema,
} from "./load-messages.ts";
import type { Plan } from "./plan.ts";
import { median, percentile } from "./statistics.ts";
import type { System } from "./system.ts";
import { until } from "./wait.ts";

/** More alerts than this in one round are refused: the load is bounded whatever the machine can do. */
const MAX_REQUESTS = 200_000;
const ARRIVAL_TIMEOUT_MS = 10_000;
/** Beyond the time that was asked for. */
const SLACK_MS = 60_000;

/** Brings a new system into the state of one that has run for a while; see `Plan.agingAlerts`. */
export async function age(load: ChildProcess, target: Target, plan: Plan): Promise<void> {
  await burst(load, target, plan, plan.agingAlerts);
}

/** Sends `count` alerts as fast as they are accepted. */
export async function burst(load: ChildProcess, target: Target, plan: Plan, count: number): Promise<void> {
  const request = { type: "burst", target, connections: plan.connections, count };
  await askChild(load, request, burstAnswerSchema, SLACK_MS);
}

/** Requests answered per second over `plan.connections` connections. */
export async function answersPerSecond(load: ChildProcess, target: Target, plan: Plan): Promise<number> {
  const answer = await askChild(
    load,
    {
      type: "throughput",
      target,
      connections: plan.connections,
      warmupMs: plan.warmupMs,
      measureMs: plan.measureMs,
      maxRequests: MAX_REQUESTS,
    },
    throughputAnswerSchema,
    plan.warmupMs + plan.measureMs + SLACK_MS,
  );
  return (answer.accepted * 1_000_000) / answer.elapsedUs;
}

/** Alerts accepted per second; returns when the system has dealt with all of them. */
export async function throughputRound(load: ChildProcess, system: System, plan: Plan): Promise<number> {
  const perSecond = await answersPerSecond(load, system.target, plan);
  await system.settled();
  await system.arrivals();
  return perSecond;
}

/** One round of alerts sent one at a time; microseconds since the request was written. */
export interface LatencyRound {
  readonly arrivalMedianUs: number;
  readonly arrivalP99Us: number;
  readonly answerMedianUs: number;
}

/** Sends alerts one at a time, with `pauseMs` after each answer. */
export async function sendOneByOne(
  load: ChildProcess,
  system: System,
  count: number,
  pauseMs: number,
): Promise<Sample[]> {
  return sendToTarget(load, system.target, count, pauseMs);
}

/** The same to any target. */
export async function sendToTarget(
  load: ChildProcess,
  target: Target,
  count: number,
  pauseMs: number,
): Promise<Sample[]> {
  const answer = await askChild(
    load,
    { type: "latency", target, count, pauseMs },
    latencyAnswerSchema,
    count * (pauseMs + 100) + SLACK_MS,
  );
  return answer.samples;
}

/** How long alerts take to the far end when nothing else is under way. */
export async function latencyRound(load: ChildProcess, system: System, plan: Plan): Promise<LatencyRound> {
  const sent = await sendOneByOne(load, system, plan.warmupSamples + plan.samples, plan.pauseMs);
  const samples = sent.map((sample) => ({ ...sample, key: system.keyOf(sample) }));
  const arrived = new Map<string, number>();
  await until(`every alert at the far end of ${system.name}`, ARRIVAL_TIMEOUT_MS, async () => {
    for (const [key, atUs] of await system.arrivals()) arrived.set(key, atUs);
    return samples.every((sample) => arrived.has(sample.key));
  });
  await system.settled();
  const measured = samples.slice(plan.warmupSamples);
  const arrivals = measured.map((sample) => (arrived.get(sample.key) ?? Number.NaN) - sample.sentAtUs);
  return {
    arrivalMedianUs: median(arrivals),
    arrivalP99Us: percentile(arrivals, 99),
    answerMedianUs: median(measured.map((sample) => sample.answeredAtUs - sample.sentAtUs)),
  };
}

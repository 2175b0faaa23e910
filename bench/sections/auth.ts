import type { ChildProcess } from "node:child_process";
import { scryptSync } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import { nowUs } from "../lib/clock.ts";
import type { Target } from "../lib/load-messages.ts";
import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { type Real, startReal } from "../lib/real.ts";
import { sendToTarget } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";
import { median } from "../lib/statistics.ts";
import { variantBundle } from "../lib/variant-bundle.ts";

const AIM = { direction: "atMost", ratio: 1.6 } as const;
/** As src/domain/access/password-hash.ts has them. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 2 ** 20 };
const HASHES = 5;
const LOGINS: Samples = { samples: 6, warmupSamples: 1 };
/** Above what any round sends; the design's limits are what is not measured here. */
const UNLIMITED = 999_999;
const DAY_MS = 86_400_000;

/** What authentication adds to a call, how many people can log in, and what an entry in the audit log costs. */
export async function auth(stage: Stage, plan: Plan): Promise<Measure[]> {
  const folder = join(stage.folder, "open");
  const real = await startReal(stage.cleanup, "the build with open routes", folder, stage.say, {
    bundle: () =>
      variantBundle(stage.folder, "open", "bench/open/index.ts", {
        LIMIT_CALLS_PER_MINUTE: String(UNLIMITED),
      }),
  });
  const load = await stage.load();
  const targets = await makeTargets(real);
  const names = ["open", "session", "token", "unrecorded", "recorded"] as const;
  const rounds = new Map<string, number[]>(names.map((name) => [name, []]));
  const logins: number[] = [];
  const hashes: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`calls with and without authentication, round ${round + 1} of ${plan.rounds}`);
    for (const name of names) rounds.get(name)?.push(await medianUs(load, targets[name], plan));
    stage.say(`logins, round ${round + 1} of ${plan.rounds}`);
    hashes.push(hashesPerSecond());
    // One after the other: the hash keeps the one thread of the gateway busy from beginning to end.
    logins.push(1_000_000 / (await medianUs(load, targets.login, LOGINS)));
  }
  await real.stop();
  const call = (name: string, of: string, base: string, other: string): Measure => ({
    name,
    unit: "µs",
    rounds: rounds.get(of) ?? [],
    against: { name: other, rounds: rounds.get(base) ?? [] },
  });
  return [
    { ...call("call with a session, median", "session", "open", "without authentication"), aim: AIM },
    { ...call("call with an API token, median", "token", "open", "without authentication"), aim: AIM },
    call("change with its audit entry, median", "recorded", "unrecorded", "without the entry"),
    {
      name: "logins a second",
      unit: "/s",
      rounds: logins,
      against: { name: "scrypt alone, in node", rounds: hashes },
    },
  ];
}

type Samples = Pick<Plan, "samples" | "warmupSamples">;

async function medianUs(load: ChildProcess, target: Target, plan: Samples): Promise<number> {
  const sent = await sendToTarget(load, target, plan.warmupSamples + plan.samples, 0);
  return median(sent.slice(plan.warmupSamples).map(({ sentAtUs, answeredAtUs }) => answeredAtUs - sentAtUs));
}

/** The hash of a password by itself, on the same processor. */
function hashesPerSecond(): number {
  const startUs = nowUs();
  for (let n = 0; n < HASHES; n++) scryptSync("a password of the bench", `salt ${n}`, 32, SCRYPT);
  return (HASHES * 1_000_000) / (nowUs() - startUs);
}

type Targets = Record<"open" | "session" | "token" | "unrecorded" | "recorded" | "login", Target>;

async function makeTargets({ ready }: Real): Promise<Targets> {
  const { url, token, login, demo } = ready;
  const tenantId = `ten_${token.slice("sp_own_".length, "sp_own_".length + 26)}`;
  const send = async <T>(method: string, path: string, body: unknown, answer: z.ZodType<T>): Promise<T> => {
    const headers = {
      "content-type": "application/json",
      "x-bench-address": "10.0.0.1",
      ...(path === "/api/auth/login" ? {} : { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(new URL(path, url), { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    return answer.parse(JSON.parse(text));
  };
  const most = { callsPerMinute: UNLIMITED, tradesPerSecond: null };
  await send("PUT", "/api/settings/limits", { person: most, program: most }, z.unknown());
  const { accessToken } = await send("POST", "/api/auth/login", login, z.object({ accessToken: z.string() }));
  const apiToken = await send(
    "POST",
    "/api/tokens",
    { name: "bench", scopes: ["orders"], expiresAtMs: Date.now() + DAY_MS },
    z.object({ token: z.string() }),
  );
  const port = Number(new URL(url).port);
  const get = (path: string, headers: Record<string, string>): Target => {
    const address = { "x-bench-address": "10.0.0.1" };
    return {
      port,
      path,
      method: "GET",
      headers: { ...address, ...headers },
      bodies: ["{{id}}"],
      accepted: 200,
    };
  };
  const post = (path: string, headers: Record<string, string>, body: unknown): Target => {
    return { port, path, method: "POST", headers, bodies: [JSON.stringify(body)], accepted: 200 };
  };
  const account = `accounts/${demo.accountId}`;
  const tenant = { "x-bench-tenant": tenantId };
  return {
    open: get(`/bench/${account}`, tenant),
    session: get(`/api/${account}`, { authorization: `Bearer ${accessToken}` }),
    token: get(`/api/${account}`, { authorization: `Bearer ${apiToken.token}` }),
    unrecorded: post(`/bench/rename/unrecorded/${demo.accountId}`, tenant, { id: "{{id}}" }),
    recorded: post(`/bench/rename/recorded/${demo.accountId}`, tenant, { id: "{{id}}" }),
    login: post("/api/auth/login", { "x-bench-address": "{{address}}" }, { ...login, name: "{{id}}" }),
  };
}

import { isAlive, runningPid } from "../support/children.ts";
import { pause } from "../support/until.ts";
import type { Span } from "./evidence.ts";
import type { Fault } from "./fault-plan.ts";
import type { Link, Program } from "./programs.ts";
import type { FaultyProxy } from "./proxy.ts";

/** What was done to the installation, counted for the summary. */
export interface StormReport {
  readonly kills: Record<Program, number>;
  /** Two programs killed at once. */
  doubleKills: number;
  /** Programs started again with an order to die at a certain place. */
  traps: number;
  freezes: number;
  readonly cuts: Record<Link, number>;
  stalls: number;
  delays: number;
  /** Kills and freezes that found nothing to strike: the program was just being started again. */
  missed: number;
  /** When the way to the broker was held up: what it got late then was not sent late. */
  readonly heldUp: Span[];
}

export function emptyReport(): StormReport {
  return {
    kills: { gateway: 0, agent: 0, terminal: 0, venue: 0 },
    doubleKills: 0,
    traps: 0,
    freezes: 0,
    cuts: { agent: 0, terminal: 0, venue: 0 },
    stalls: 0,
    delays: 0,
    missed: 0,
    heldUp: [],
  };
}

export interface Storm {
  /** Carries out the plan; resolves after the last fault, frozen programs included. */
  readonly run: (faults: readonly Fault[], beginMs: number) => Promise<void>;
  /** Wakes what is frozen, takes the traps away, and lets everything through. */
  readonly heal: () => void;
  readonly report: StormReport;
}

/** Strikes the installation whose state is in `stateDir` and whose links go through `proxies`. */
export function storm(stateDir: string, proxies: Readonly<Partial<Record<Link, FaultyProxy>>>): Storm {
  const report = emptyReport();
  const frozen = new Set<number>();
  const trapped = new Map<"agent" | "terminal", string>();

  function signal(target: Program, name: "SIGKILL" | "SIGSTOP"): number | undefined {
    const pid = runningPid(stateDir, target);
    if (pid === undefined) {
      report.missed++;
      return undefined;
    }
    process.kill(pid, name);
    return pid;
  }

  /** The variable is in this process's own environment, which the supervisor hands to what it starts. */
  function disarm(): void {
    for (const [target, variable] of trapped) {
      delete process.env[variable];
      const pid = runningPid(stateDir, target);
      if (pid !== undefined) process.kill(pid, "SIGKILL");
    }
    trapped.clear();
  }

  function holdUp(forMs: number): void {
    report.heldUp.push({ fromMs: Date.now(), toMs: Date.now() + forMs });
  }

  function wake(pid: number): void {
    if (frozen.delete(pid) && isAlive(pid)) process.kill(pid, "SIGCONT");
  }

  async function strike(fault: Fault): Promise<void> {
    switch (fault.kind) {
      case "kill": {
        const killed = fault.targets.filter((target) => signal(target, "SIGKILL") !== undefined);
        for (const target of killed) report.kills[target]++;
        if (killed.length > 1) report.doubleKills++;
        return;
      }
      case "trap": {
        const { variable } = fault;
        const order = `${fault.place}:${fault.passage}`;
        process.env[variable] = order;
        trapped.set(fault.target, variable);
        report.traps++;
        signal(fault.target, "SIGKILL");
        await pause(fault.forMs);
        if (process.env[variable] === order) delete process.env[variable];
        return;
      }
      case "freeze": {
        const pid = signal(fault.target, "SIGSTOP");
        if (pid === undefined) return;
        report.freezes++;
        if (fault.target === "venue") holdUp(fault.forMs);
        frozen.add(pid);
        await pause(fault.forMs);
        wake(pid);
        return;
      }
      case "reset":
        report.cuts[fault.link]++;
        proxies[fault.link]?.reset();
        return;
      case "half":
        report.cuts[fault.link]++;
        proxies[fault.link]?.cutHalfWay();
        return;
      case "refuse":
        report.cuts[fault.link]++;
        proxies[fault.link]?.refuse(fault.forMs);
        return;
      case "stall":
        report.stalls++;
        if (fault.link === "venue") holdUp(fault.forMs);
        proxies[fault.link]?.stall(fault.forMs);
        return;
      case "delay":
        report.delays++;
        if (fault.link === "venue") holdUp(fault.forMs + fault.delayMs);
        proxies[fault.link]?.delay(fault.delayMs, fault.forMs);
        return;
    }
  }

  return {
    report,
    run: async (faults, beginMs) => {
      await Promise.all(
        faults.map(async (fault) => {
          await pause(beginMs + fault.atMs - Date.now());
          await strike(fault);
        }),
      );
    },
    heal: () => {
      for (const pid of [...frozen]) wake(pid);
      disarm();
      for (const proxy of Object.values(proxies)) proxy.heal();
    },
  };
}

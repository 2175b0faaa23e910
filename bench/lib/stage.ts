import type { ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openStateDir } from "../../scripts/start/state-dir.ts";
import { fillLedger } from "../ledger/fill.ts";
import type { Cleanup } from "./cleanup.ts";
import { startFloor } from "./floor.ts";
import { startHelper } from "./helper-process.ts";
import { residentMb } from "./memory.ts";
import type { Plan } from "./plan.ts";
import { type Real, startReal } from "./real.ts";
import { age, sendOneByOne } from "./rounds.ts";
import type { System } from "./system.ts";

/** So many orders are sent to a ledger before it is filled with copies of the last one. */
const FIRST_ORDERS = 8;

/** The memory of gateway and agent in MB. */
export interface Memory {
  readonly gateway: number;
  readonly agent: number;
}

export function memoryOf(real: Real): Memory {
  return { gateway: residentMb(real.ready.pids.gateway), agent: residentMb(real.ready.pids.agent) };
}

/**
 * Everything that the sections measure, started when a section first asks for it. All data is in one
 * folder. What is started is in `cleanup`.
 */
export class Stage {
  readonly cleanup: Cleanup;
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly #plan: Plan;
  #load: Promise<ChildProcess> | undefined;
  #floor: Promise<System> | undefined;
  #real: Promise<{ readonly real: Real; readonly idle: Memory }> | undefined;
  #full: Promise<Real> | undefined;

  constructor(cleanup: Cleanup, folder: string, plan: Plan, say: (line: string) => void) {
    this.cleanup = cleanup;
    this.folder = folder;
    this.say = say;
    this.#plan = plan;
    mkdirSync(folder, { recursive: true });
  }

  load(): Promise<ChildProcess> {
    this.#load ??= startHelper(this.cleanup, "load.ts", []);
    return this.#load;
  }

  floor(): Promise<System> {
    this.#floor ??= this.#startFloor();
    return this.#floor;
  }

  /** The real thing, new and with an empty ledger, and its memory before its first alert. */
  real(): Promise<{ readonly real: Real; readonly idle: Memory }> {
    this.#real ??= this.#startReal();
    return this.#real;
  }

  /** The real thing with `plan.ledgerOrders` orders in its ledger. */
  full(): Promise<Real> {
    this.#full ??= this.#startFull();
    return this.#full;
  }

  async #startFloor(): Promise<System> {
    const { target } = (await this.real()).real;
    const floor = await startFloor(this.cleanup, join(this.folder, "floor"), target.bodies, this.say);
    await this.#age(floor);
    return floor;
  }

  async #startReal(): Promise<{ readonly real: Real; readonly idle: Memory }> {
    const real = await startReal(this.cleanup, "sallyport", join(this.folder, "real"), this.say);
    const idle = memoryOf(real);
    await this.#age(real);
    return { real, idle };
  }

  /** Some orders go the whole way; then the gateway is stopped and its files get the others. */
  async #startFull(): Promise<Real> {
    const folder = join(this.folder, "full");
    const young = await startReal(this.cleanup, "the ledger to fill", folder, this.say);
    await sendOneByOne(await this.load(), young, FIRST_ORDERS, this.#plan.pauseMs);
    await young.settled();
    await young.stop();
    this.say(`writing ${this.#plan.ledgerOrders} orders into the ledger`);
    fillLedger(openStateDir(folder).storage, this.#plan.ledgerOrders);
    const full = await startReal(this.cleanup, "the full ledger", folder, this.say);
    await this.#age(full);
    return full;
  }

  async #age(system: System): Promise<void> {
    await age(await this.load(), system.target, this.#plan);
    await system.settled();
    await system.arrivals();
  }
}

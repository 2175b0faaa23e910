import { type FSWatcher, readFileSync, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Log } from "../log.ts";
import { noLimits, type Policy } from "./policy.ts";
import { POLICY_FILE_BROKEN, parsePolicy } from "./policy-file.ts";

/** Editors and copies write a file in several steps; it is read when it has been still for so long. */
const STILL_MS = 150;
/** Watching is refused on some file systems and forgets on others; looking is cheap. */
const LOOK_EVERY_MS = 2_000;

/** The policy in force, and what is wrong with the file. */
export interface PolicyInForce {
  readonly policy: Policy;
  /**
   * - `none`: there is no file, and never was.
   * - `loaded`: the file is in force.
   * - `kept`: the file was broken or taken away while the agent ran; the policy read before is in force.
   * - `refused`: the file was broken or missing at the start, so what it limits is not known.
   */
  readonly state: "none" | "loaded" | "kept" | "refused";
  readonly fault: Refusal | null;
}

export interface PolicySourceParts {
  readonly path: string;
  /** The journal says that there was a file once. */
  readonly hadFile: boolean;
  readonly log: Log;
  readonly changed: () => void;
}

/**
 * Reads the policy file, and again whenever it changes.
 *
 * A file that is broken at the start leaves nobody knowing what is limited: no entry goes out until it is
 * right. One that breaks while the agent runs leaves the policy before in force: refusing everything for a
 * slip of the hand would make people afraid of changing limits, and the old ones are known to be right.
 * Both are logged as errors and shown in the status, to the gateway and on the chart until it is corrected.
 */
export class PolicySource {
  readonly #parts: PolicySourceParts;
  #inForce: PolicyInForce;
  #seen: string;
  #watcher: FSWatcher | undefined;
  #still: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(parts: PolicySourceParts) {
    this.#parts = parts;
    this.#seen = stampOf(parts.path);
    this.#inForce = this.#first();
    this.#tell();
  }

  get inForce(): PolicyInForce {
    return this.#inForce;
  }

  /** Begins to look for changes. */
  start(): void {
    const { path, log } = this.#parts;
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    try {
      // The directory: an atomic replacement gives the name to another file.
      this.#watcher = watch(dirname(path), (_, name) => {
        if (name === null || name === basename(path)) this.#soon();
      });
      this.#watcher.on("error", (cause) => this.#unwatched(cause));
    } catch (cause) {
      log.warn("policy_not_watched", { message: cause instanceof Error ? cause.message : "unknown" });
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#still);
    this.#watcher?.close();
  }

  /** Reads the file when it is another one than at the last look. */
  look(): void {
    const stamp = stampOf(this.#parts.path);
    if (stamp === this.#seen) return;
    this.#seen = stamp;
    this.#inForce = this.#again(this.#inForce);
    this.#tell();
    this.#parts.changed();
  }

  #soon(): void {
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.look(), STILL_MS);
  }

  #unwatched(cause: Error): void {
    this.#parts.log.warn("policy_not_watched", { message: cause.message });
    this.#watcher?.close();
  }

  #first(): PolicyInForce {
    const { path, hadFile } = this.#parts;
    const text = textOf(path);
    if (text === undefined) {
      if (!hadFile) return { policy: noLimits, state: "none", fault: null };
      return {
        policy: noLimits,
        state: "refused",
        fault: missing("it was in force when the agent last ran"),
      };
    }
    const read = typeof text === "string" ? parsePolicy(text) : { ok: false as const, error: text };
    if (!read.ok) return { policy: noLimits, state: "refused", fault: read.error };
    return { policy: read.value, state: "loaded", fault: null };
  }

  #again(before: PolicyInForce): PolicyInForce {
    const text = textOf(this.#parts.path);
    if (text === undefined) return unchanged(before, missing("the policy read before stays in force"));
    const read = typeof text === "string" ? parsePolicy(text) : { ok: false as const, error: text };
    if (!read.ok) return unchanged(before, read.error);
    return { policy: read.value, state: "loaded", fault: null };
  }

  #tell(): void {
    const { log } = this.#parts;
    const { state, fault } = this.#inForce;
    if (fault === null) log.info("policy_in_force", { state });
    else log.error(fault.code, { state, message: fault.message, hint: fault.hint });
  }
}

function unchanged(before: PolicyInForce, fault: Refusal): PolicyInForce {
  // Without a policy to keep, a broken first file must not count as none.
  const known = before.state === "loaded" || before.state === "kept";
  return { policy: before.policy, state: known ? "kept" : "refused", fault };
}

function missing(why: string): Refusal {
  return refusal("policy_file_missing", `policy.toml is not there any more; ${why}.`, {
    hint: "put it back, or write a new one with sallyport-agent policy init",
  });
}

/** The text of the file, undefined when there is none, a refusal when it cannot be read. */
function textOf(path: string): string | Refusal | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    if (code === "ENOENT") return undefined;
    return refusal(POLICY_FILE_BROKEN, `policy.toml cannot be read (${code}).`, {
      hint: "the user that runs the agent must be allowed to read it",
    });
  }
}

/** Another text for every other state of the file. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? "none" : `${stat.ino}/${stat.size}/${stat.mtimeNs}/${stat.ctimeNs}`;
}

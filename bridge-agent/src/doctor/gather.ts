import { statfsSync, statSync } from "node:fs";
import { readStatus } from "../commands/status.ts";
import { loadIdentity } from "../state/identity.ts";
import type { StatePaths } from "../state/state-dir.ts";
import type { DoctorFacts, GatewayAnswer } from "./facts.ts";

const ANSWER_TIMEOUT_MS = 10_000;

/** Looks at state directory, host and gateway. Changes nothing and needs no running agent. */
export async function gather(paths: StatePaths): Promise<DoctorFacts> {
  const identity = loadIdentity(paths);
  const status = readStatus(paths);
  const gatewayUrl = identity.ok ? identity.value.gatewayUrl : null;
  return {
    nowMs: Date.now(),
    unpaired: identity.ok ? null : identity.error,
    gatewayUrl,
    gateway: gatewayUrl === null ? null : await ask(gatewayUrl),
    keyExposed: identity.ok ? exposed(paths.identity) : null,
    status: status.ok ? status.value : null,
    freeBytes: freeBytes(paths.directory),
    tokenFile: paths.eaToken,
  };
}

async function ask(gatewayUrl: string): Promise<GatewayAnswer> {
  const begunMs = Date.now();
  try {
    const response = await fetch(new URL("/healthz", gatewayUrl), {
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      redirect: "error",
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    const middleMs = (begunMs + Date.now()) / 2;
    if (!response.ok) {
      return { reached: false, code: "", message: `${gatewayUrl} answers with ${response.status}.` };
    }
    return { reached: true, clockOffsetMs: Number.isNaN(date) ? null : Math.round(date - middleMs) };
  } catch (cause) {
    const code = errorCode(cause);
    const why = code === "" ? "" : ` (${code})`;
    return { reached: false, code, message: `${gatewayUrl} cannot be reached${why}.` };
  }
}

/** The innermost error code: `fetch` wraps what happened to the socket. */
function errorCode(cause: unknown): string {
  if (!(cause instanceof Error)) return "";
  const inner = errorCode(cause.cause);
  if (inner !== "") return inner;
  if ("code" in cause && typeof cause.code === "string") return cause.code;
  return cause.name === "TimeoutError" ? "ETIMEDOUT" : "";
}

/** POSIX file modes say who can read the key; Windows keeps that in access lists, which are not looked at. */
function exposed(path: string): boolean | null {
  if (process.platform === "win32") return null;
  return (statSync(path).mode & 0o077) !== 0;
}

function freeBytes(directory: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    // Some network file systems do not say.
    return null;
  }
}

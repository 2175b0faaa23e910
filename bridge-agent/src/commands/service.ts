import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isSea } from "node:sea";
import { promisify } from "node:util";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { type ServiceSpec, serviceName } from "../service/service-spec.ts";
import { systemdUnit } from "../service/systemd-unit.ts";
import { taskName, windowsTask } from "../service/windows-task.ts";
import { loadIdentity } from "../state/identity.ts";
import type { StatePaths } from "../state/state-dir.ts";

const run = promisify(execFile);

export const serviceActions = ["install", "uninstall", "print"] as const;
export type ServiceAction = (typeof serviceActions)[number];

/** What the service manager of this host is told, and how. */
interface Plan {
  readonly file: string;
  readonly text: string;
  readonly encoding: "utf8" | "utf16le";
  readonly install: readonly (readonly string[])[];
  readonly uninstall: readonly (readonly string[])[];
  /** The file is only read while it is installed. */
  readonly temporary: boolean;
}

/**
 * `sallyport-agent service install|uninstall|print`: has systemd or the Windows Task Scheduler start the
 * agent, keep it running, and start it again with the host. `print` shows what would be installed. The
 * answer is text for the person who called. Refused where there is neither, before pairing, and when the
 * service manager refuses (its own words are in the message).
 */
export async function service(
  paths: StatePaths,
  action: ServiceAction,
  perUser: boolean,
): Promise<Result<string, Refusal>> {
  const identity = loadIdentity(paths);
  if (!identity.ok) return identity;
  const spec = specOf(paths, identity.value.accountId);
  const plan = planOf(spec, perUser);
  if (plan === undefined) {
    return err(
      refusal("no_service_manager", `There is no service manager that is known on ${process.platform}.`, {
        hint: "have your own start `sallyport-agent run` and keep it running",
      }),
    );
  }
  if (action === "print") return ok(`# ${plan.file}\n${plan.text}`);
  try {
    if (action === "install") writePlan(plan);
    for (const [program = "", ...args] of plan[action]) await run(program, args);
    if (action === "uninstall" || plan.temporary) rmSync(plan.file, { force: true });
  } catch (cause) {
    return err(managerRefusal(cause));
  }
  return ok(`${serviceName(spec)} is ${action === "install" ? "installed and started" : "removed"}.`);
}

function specOf({ directory }: StatePaths, accountId: string): ServiceSpec {
  const { username } = userInfo();
  const domain = process.env["USERDOMAIN"];
  const self = isSea() ? [process.execPath] : [process.execPath, resolve(process.argv[1] ?? "")];
  return {
    command: [...self, "run", "--state", resolve(directory)],
    stateDirectory: resolve(directory),
    accountId,
    user: process.platform === "win32" && domain !== undefined ? `${domain}\\${username}` : username,
  };
}

function planOf(spec: ServiceSpec, perUser: boolean): Plan | undefined {
  if (process.platform === "win32") return windowsPlan(spec);
  return process.platform === "linux" ? systemdPlan(spec, perUser) : undefined;
}

function systemdPlan(spec: ServiceSpec, perUser: boolean): Plan {
  const unit = `${serviceName(spec)}.service`;
  const directory = perUser ? join(homedir(), ".config", "systemd", "user") : "/etc/systemd/system";
  const systemctl = perUser ? ["systemctl", "--user"] : ["systemctl"];
  return {
    file: join(directory, unit),
    text: systemdUnit(spec, perUser),
    encoding: "utf8",
    install: [
      [...systemctl, "daemon-reload"],
      [...systemctl, "enable", "--now", unit],
    ],
    uninstall: [[...systemctl, "disable", "--now", unit]],
    temporary: false,
  };
}

function windowsPlan(spec: ServiceSpec): Plan {
  const name = taskName(spec);
  const file = join(tmpdir(), `${serviceName(spec)}.xml`);
  return {
    file,
    text: windowsTask(spec),
    encoding: "utf16le",
    install: [
      ["schtasks", "/Create", "/TN", name, "/XML", file, "/F"],
      ["schtasks", "/Run", "/TN", name],
    ],
    uninstall: [
      ["schtasks", "/End", "/TN", name],
      ["schtasks", "/Delete", "/TN", name, "/F"],
    ],
    temporary: true,
  };
}

function writePlan({ file, text, encoding }: Plan): void {
  mkdirSync(dirname(file), { recursive: true });
  // The Task Scheduler reads UTF-16 only with its byte order mark.
  writeFileSync(file, encoding === "utf16le" ? `\ufeff${text}` : text, { encoding, mode: 0o644 });
}

function managerRefusal(cause: unknown): Refusal {
  const words = cause instanceof Error ? cause.message.split("\n").slice(0, 3).join(" ") : "no reason given";
  const denied = /EACCES|EPERM|denied/i.test(words);
  return refusal("service_refused", `The service could not be changed: ${words}`, {
    hint: denied ? "run this as an administrator, or give --user" : "see --help, or `service print`",
  });
}

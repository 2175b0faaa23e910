import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "./service-spec.ts";
import { systemdUnit } from "./systemd-unit.ts";
import { taskName, windowsQuoted, windowsTask } from "./windows-task.ts";

const spec: ServiceSpec = {
  command: ["/opt/sallyport agent", "run", "--state", '/home/100%/$HOME/"x"\\'],
  stateDirectory: "/home/100%/state",
  accountId: "acc_01J0000000000000000000000A",
  user: "trader",
};

describe("the systemd unit", () => {
  test("starts exactly the given words, whatever systemd would expand in them", () => {
    expect(systemdUnit(spec, false)).toContain(
      String.raw`ExecStart="/opt/sallyport agent" "run" "--state" "/home/100%%/$$HOME/\"x\"\\"`,
    );
  });

  test("leaves the host read-only but for the state directory", () => {
    const unit = systemdUnit(spec, false);
    expect(unit).toContain("ProtectSystem=strict");
    expect(unit).toContain('ReadWritePaths="/home/100%%/state"');
    expect(unit).toContain("User=trader");
  });

  test("of a user sets nothing that only the system's manager may set", () => {
    expect(systemdUnit(spec, true)).not.toMatch(/User=|Protect/);
    expect(systemdUnit(spec, true)).toContain("WantedBy=default.target");
  });

  test("starts an agent again however often it ends", () => {
    expect(systemdUnit(spec, true)).toContain("Restart=always");
    expect(systemdUnit(spec, true)).toContain("StartLimitIntervalSec=0");
  });
});

describe("the Windows task", () => {
  const windows: ServiceSpec = {
    ...spec,
    command: ["C:\\Program Files\\Sallyport & Co\\agent.exe", "run", "--state", "C:\\my state\\"],
    user: "DESK\\<trader>",
  };

  test("carries names with special characters as XML text", () => {
    const xml = windowsTask(windows);
    expect(xml).toContain("<Command>C:\\Program Files\\Sallyport &amp; Co\\agent.exe</Command>");
    expect(xml).toContain("<UserId>DESK\\&lt;trader&gt;</UserId>");
    expect(xml).toContain("<Arguments>run --state &quot;C:\\my state\\\\&quot;</Arguments>");
  });

  test("is never ended for its age and starts again when the agent ends", () => {
    const xml = windowsTask(windows);
    expect(xml).toContain("<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>");
    expect(xml).toContain("<RestartOnFailure>");
  });

  test("has a name of its own for each account", () => {
    expect(taskName(windows)).toBe("\\Sallyport\\sallyport-agent-01j0000000000000000000000a");
  });

  test.each([
    ["plain", "plain"],
    ["", '""'],
    ["a b", '"a b"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    ["C:\\my dir\\", String.raw`"C:\my dir\\"`],
    [String.raw`a\"b`, String.raw`"a\\\"b"`],
  ])("quotes %j for the C runtime", (word, quoted) => {
    expect(windowsQuoted(word)).toBe(quoted);
  });
});

import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../testing/eventually.ts";
import { quietLog, temporaryDirectory } from "../testing/fixtures.ts";
import { PolicySource } from "./policy-source.ts";

function sourceOf(text: string | undefined, hadFile = false) {
  const directory = temporaryDirectory();
  const path = join(directory, "policy.toml");
  if (text !== undefined) writeFileSync(path, text);
  const log = quietLog();
  let changes = 0;
  const source = new PolicySource({
    ...{ path, hadFile, log },
    changed: () => {
      changes += 1;
    },
  });
  return { directory, path, log, source, changes: () => changes, state: () => source.inForce.state };
}

const one = "[orders]\nmax_pending = 1";
const two = "[orders]\nmax_pending = 2";

test("no file means no limits, unless there was one before", () => {
  expect(sourceOf(undefined).state()).toBe("none");
  const gone = sourceOf(undefined, true);
  expect(gone.source.inForce).toMatchObject({ state: "refused", fault: { code: "policy_file_missing" } });
  expect(gone.log.events).toEqual(["policy_file_missing"]);
});

test("a change is noticed by itself, also when the file is replaced in one step", async () => {
  const { source, path, directory, changes } = sourceOf(one);
  source.start();
  onTestFinished(() => source.stop());
  const replacement = join(directory, "new");
  writeFileSync(replacement, two);
  renameSync(replacement, path);
  await eventually("the new limit", () => source.inForce.policy.orders.max_pending === 2);
  expect(changes()).toBe(1);
});

test("a file that breaks, disappears and comes back goes from loaded to kept, and back", () => {
  const { source, path, state } = sourceOf(one);
  const write = (text: string) => {
    writeFileSync(path, text);
    source.look();
  };
  write("[orders]\nmax_pending = -1");
  expect([state(), source.inForce.policy.orders.max_pending]).toEqual(["kept", 1]);
  rmSync(path);
  source.look();
  expect([state(), source.inForce.policy.orders.max_pending]).toEqual(["kept", 1]);
  write(two);
  expect([state(), source.inForce.policy.orders.max_pending]).toEqual(["loaded", 2]);
});

test("a first file that is broken counts as broken and not as none, also when it is taken away again", () => {
  const { source, path, state } = sourceOf(undefined);
  writeFileSync(path, "limits = 3");
  source.look();
  expect(state()).toBe("refused");
  rmSync(path);
  source.look();
  expect(state()).toBe("refused");
});

test("a file that nobody may read is broken, and the reason is named", () => {
  const { path, source } = sourceOf(one);
  rmSync(path);
  // A directory cannot be read as a file, whoever reads.
  const other = new PolicySource({
    path: join(path, ".."),
    hadFile: false,
    log: quietLog(),
    changed: () => undefined,
  });
  expect(other.inForce).toMatchObject({
    state: "refused",
    fault: { message: expect.stringContaining("EISDIR") },
  });
  source.look();
  expect(source.inForce.state).toBe("kept");
});

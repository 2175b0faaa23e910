import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepSecrets } from "./secrets.ts";
import { lockState, openStateDir } from "./state-dir.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sallyport-state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string) => statSync(path).mode & 0o777;

test("one state has one owner at a time", () => {
  const state = openStateDir(folder);
  const first = lockState(state, 0);
  expect(first).toBeDefined();
  expect(lockState(state, 0)).toBeUndefined();
  first?.release();
  const second = lockState(state, 0);
  expect(second).toBeDefined();
  second?.release();
});

test.skipIf(process.platform === "win32")("nobody else can read the state or its secrets", () => {
  const state = openStateDir(join(folder, "new"));
  keepSecrets(state.secretsFile, Date.now());
  expect(modeOf(state.root)).toBe(0o700);
  expect(modeOf(state.secretsFile)).toBe(0o600);
});

test("secrets are made once: a second start signs with the same key and has the same token", () => {
  const { secretsFile } = openStateDir(folder);
  const made = keepSecrets(secretsFile, Date.now());
  expect(keepSecrets(secretsFile, Date.now() + 1)).toEqual(made);
});

test("an installation from before secrets were sealed keeps its keys and gets those of the vault", () => {
  const { secretsFile } = openStateDir(folder);
  const { vaultKeys: _, ...older } = keepSecrets(secretsFile, Date.now());
  writeFileSync(secretsFile, JSON.stringify(older));
  const now = keepSecrets(secretsFile, Date.now());
  expect(now).toEqual({ ...older, vaultKeys: expect.stringContaining('"key"') });
  expect(keepSecrets(secretsFile, Date.now())).toEqual(now);
});

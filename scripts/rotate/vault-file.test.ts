import { describe, expect, test } from "vitest";
import { Vault } from "../../durable-objects/shared/vault.ts";
import { makeSigningKeys, makeVaultKeys, turnedKeys } from "../lib/secrets.ts";
import { rewrapAll } from "./rewrap.ts";
import { readVaultFile, withoutOldKeys } from "./vault-file.ts";

const NOW = 1_795_000_000_000;
const owner = "hook-secret|ten_A|str_B|1";

function ringIn(text: string, field: string): Vault {
  const data: Record<string, string> = JSON.parse(text);
  return new Vault(data[field] ?? "");
}

describe.each(["VAULT_KEYS", "vaultKeys"])("rotation of the key in a file's %s", (field) => {
  const file = JSON.stringify({
    token: "stays",
    AUTH_KEYS: makeSigningKeys(NOW),
    [field]: makeVaultKeys(NOW),
  });

  test("at no step is there a sealed secret that the gateway cannot open", () => {
    const before = ringIn(file, field).seal("secret", owner);
    const both = JSON.stringify(turnedKeys(JSON.parse(file), NOW));
    expect(ringIn(both, field).open(before, owner)).toBe("secret");
    const after = ringIn(both, field).seal("secret", owner);
    const alone = withoutOldKeys(both);
    expect(ringIn(alone, field).open(after, owner)).toBe("secret");
    expect(() => ringIn(alone, field).open(before, owner)).toThrow();
    expect(JSON.parse(alone)).toMatchObject({ token: "stays" });
  });

  test("the only key is never dropped, and the token is read where the file has one", () => {
    expect(() => withoutOldKeys(file)).toThrow("no older key");
    expect(readVaultFile(file)).toEqual({ token: "stays" });
    expect(readVaultFile(JSON.stringify({ [field]: makeVaultKeys(NOW) }))).toEqual({ token: null });
  });
});

test("rewrapping goes on until the gateway has no more, and names what could not be done", async () => {
  const cursors: unknown[] = [];
  const answers = [
    { rewrapped: 2, failed: [], next: "str_A" },
    { rewrapped: 1, failed: ["str_B"], next: null },
  ];
  const result = await rewrapAll({
    post: async (path, body, _key, answer) => {
      cursors.push([path, body]);
      return answer.parse(answers.shift());
    },
  });
  expect(result).toEqual({ rewrapped: 3, failed: ["str_B"] });
  expect(cursors).toEqual([
    ["/security/keys/rewrap", { cursor: null }],
    ["/security/keys/rewrap", { cursor: "str_A" }],
  ]);
});

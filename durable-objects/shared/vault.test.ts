import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeVaultKeys } from "../../scripts/lib/secrets.ts";
import { Vault } from "./vault.ts";

const [first, second] = [makeVaultKeys(1_795_000_000_000), makeVaultKeys(1_795_100_000_000)];
const both = JSON.stringify([...JSON.parse(first), ...JSON.parse(second)]);

describe("a sealed secret", () => {
  it("ASVS 11.3.2, 11.3.3: opens to what it was, and only for what it belongs to", () => {
    const vault = new Vault(first);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (secret, mine, theirs) => {
        const sealed = vault.seal(secret, mine);
        expect(vault.open(sealed, mine)).toBe(secret);
        if (theirs !== mine) expect(() => vault.open(sealed, theirs)).toThrow();
      }),
    );
  });

  it("ASVS 11.3.4: is another text each time, and shows nothing of the secret", () => {
    const vault = new Vault(first);
    const texts = Array.from({ length: 50 }, () => vault.seal("JBSWY3DPEHPK3PXP", "x"));
    expect(new Set(texts).size).toBe(50);
    expect(texts.join()).not.toContain("JBSWY3DPEHPK3PXP");
  });

  it("does not open when anything of it was changed or cut off", () => {
    const vault = new Vault(first);
    const sealed = vault.seal("a secret", "x");
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."AZaz09_-."), (at, other) => {
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        // The last character of a part may have bits that mean nothing.
        fc.pre(Buffer.compare(bytesOf(changed), bytesOf(sealed)) !== 0);
        expect(() => vault.open(changed, "x")).toThrow();
      }),
    );
    for (const text of ["", "v1", sealed.slice(0, -8), `${sealed}.x`, sealed.replace("v1", "v0")]) {
      expect(() => vault.open(text, "x")).toThrow();
    }
  });

  it("opens while its key is in the ring, is told to be old, and is closed for good without it", () => {
    const sealed = new Vault(first).seal("a secret", "x");
    const turned = new Vault(both);
    expect(turned.open(sealed, "x")).toBe("a secret");
    expect(turned.isOld(sealed)).toBe(true);
    expect(turned.isOld(turned.seal("a secret", "x"))).toBe(false);
    expect(() => new Vault(second).open(sealed, "x")).toThrow("VAULT_KEYS");
  });

  it("needs keys that can be used; what is wrong is said without them", () => {
    const short = JSON.stringify([{ id: "a", key: "AAAA" }]);
    const twice = JSON.stringify([...JSON.parse(first), ...JSON.parse(first)]);
    for (const configured of ["[]", short, twice])
      expect(() => new Vault(configured)).toThrow(/^VAULT_KEYS is not/);
  });
});

/** What a text means: its key's id as written, its other parts decoded. */
function bytesOf(text: string): Buffer {
  const [version = "", id = "", ...rest] = text.split(".");
  return Buffer.concat([
    Buffer.from(`${version}.${id}.`),
    ...rest.map((part) => Buffer.from(part, "base64url")),
  ]);
}

import { describe, expect, it } from "vitest";
import { scrypt } from "../../../durable-objects/user/scrypt.ts";
import { HASH_BYTES, PASSWORD_COST } from "../../../src/domain/access/password-hash.ts";
import { scrypt as cheapScrypt } from "../support/cheap-scrypt.ts";

/** The other worker tests do without the work; see support/cheap-scrypt.ts. */
describe("the scrypt that is shipped", () => {
  const hex = (password: string, salt: string, cost: Parameters<typeof scrypt>[2]) =>
    Buffer.from(scrypt(password, Buffer.from(salt, "latin1"), cost)).toString("hex");

  it("is RFC 7914's", () => {
    // The first 32 bytes of the third vector in its section 12.
    expect(hex("pleaseletmein", "SodiumChloride", { ln: 14, r: 8, p: 1 })).toBe(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
    );
  });

  it("fits into the runtime's memory at the cost that passwords have", () => {
    const salt = String.fromCharCode(...Array(16).keys());
    // By Python's hashlib.scrypt.
    expect(hex("gravel tulip sonar mitten", salt, PASSWORD_COST)).toBe(
      "0ea1eef073e67ecaf832f49a07ac8d910de167271756ae1d07b2f5308090bd8d",
    );
  });

  it("tells passwords, salts and costs apart, as what stands in for it does", () => {
    const cost = { ln: 4, r: 1, p: 1 };
    const inputs = [
      ["a", "salt", cost],
      ["b", "salt", cost],
      ["a", "other salt", cost],
      ["a", "salt", { ...cost, ln: 5 }],
    ] as const;
    for (const one of [scrypt, cheapScrypt]) {
      const made = inputs.map(([password, salt, spent]) => one(password, Buffer.from(salt), spent));
      expect(new Set(made.map((hash) => Buffer.from(hash).toString("hex"))).size).toBe(inputs.length);
      expect(made.map(({ length }) => length)).toEqual(inputs.map(() => HASH_BYTES));
    }
  });
});

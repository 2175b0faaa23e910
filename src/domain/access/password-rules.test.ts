import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPassword } from "./password-rules.ts";

const isCommon = (text: string) => ["password", "dragonballz", "correcthorse"].includes(text);
const codeOf = (password: string, about: string[] = []) => {
  const checked = checkPassword(password, about, isCommon);
  return checked.ok ? "good" : checked.error.code;
};

describe("a password", () => {
  it("ASVS 6.2.1, 6.2.9: has 12 to 128 characters, whatever they are made of", () => {
    expect(codeOf("kwpzmtrhvbn")).toBe("password_too_short");
    expect(codeOf("kwpzmtrhvbnd")).toBe("good");
    expect(codeOf("кролик и утюг")).toBe("good");
    expect(codeOf("🐌🧭🪁🥁🪣🧊🪜🧲🪃🪕🛶🪵")).toBe("good");
    expect(codeOf(`${"kwpz".repeat(5)}x${"q".repeat(107)}`)).toBe("good");
    expect(codeOf(`${"kwpz".repeat(5)}x${"q".repeat(108)}`)).toBe("password_too_long");
  });

  it("ASVS 6.2.5: needs no mixture: letters alone, digits alone and blanks are fine", () => {
    for (const password of ["kwpzmtrhvbnd", "592038174650", "one two three four", "XQWLRBVNAKDJ"]) {
      expect(codeOf(password)).toBe("good");
    }
  });

  it("ASVS 6.2.4: is none of those that are tried first, nor one with something added", () => {
    for (const password of ["correcthorse", "CorrectHorse", "password1234", "!!password12", "Dragonballz1"]) {
      expect(codeOf(password)).toBe("password_common");
    }
  });

  it("is no repetition, no row of keys and not the person's own address", () => {
    for (const password of [
      "aaaaaaaaaaaa",
      "abcabcabcabcab",
      "123456789012",
      "qwertyuiopas",
      "zyxwvutsrqpo",
    ]) {
      expect(codeOf(password)).toBe("password_common");
    }
    expect(codeOf("ada.lovelace1815", ["ada.lovelace"])).toBe("password_common");
  });

  it("ASVS 6.2.8: counts to its last character, in the case it was typed in", () => {
    // Only the end and the case tell these apart from what is refused.
    expect(codeOf("abcabcabcabcabcabcabcabcabcabcabcabX")).toBe("good");
    expect(codeOf("kwpzmtrhvbnd ")).toBe("good");
  });

  it("with half a character or NUL is refused, not mended", () => {
    expect(codeOf("kwpzmtrhvbnd\ud800")).toBe("password_not_text");
    expect(codeOf("kwpzmtrhvbnd\u0000")).toBe("password_not_text");
  });

  it("never makes the check throw", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(fc.property(fc.string({ unit }), (text) => typeof codeOf(text) === "string"));
  });
});

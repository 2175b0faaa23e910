import { expect, test } from "vitest";
import { refusalSchema } from "../../../src/domain/refusal.ts";
import { retcodeOf } from "./retcodes.ts";

test.each([10007, 10008, 10011, 10012, 10028, 10031])(
  "%i proves nothing, so it never counts as a refusal",
  (code) => {
    expect(retcodeOf(code)?.meaning).toBe("unclear");
  },
);

test("every code that MetaTrader documents has a stable code and a sentence", () => {
  const documented = [10004, 10006, 10007, 10008, 10010, ...range(10011, 10036), ...range(10038, 10046)];
  for (const retcode of documented) {
    const known = retcodeOf(retcode);
    const { code, sentence } = known ?? { code: "", sentence: "" };
    expect(refusalSchema.safeParse({ code, message: sentence }).success, String(retcode)).toBe(true);
  }
});

test("a code that MetaTrader may add later is not guessed at", () => {
  expect(retcodeOf(10099)).toBeUndefined();
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

import { expect, test } from "vitest";
import { faultSpan, placeWords } from "./fault-span.ts";

function shown(text: string, at: number): string {
  const { from, to } = faultSpan(text, at);
  return text.slice(from, to);
}

test("the word at the fault is underlined, and no more", () => {
  expect(shown("60123456789,buy,EURUSD,vol_lots=0.1,slpips=20", 36)).toBe("slpips=20");
  expect(shown('{"action": "buyy", "lots": nan}', 11)).toBe('"buyy"');
  expect(shown('{"action": "buyy", "lots": nan}', 27)).toBe("nan");
});

test("at a separator one character is underlined, at the end none, and a place outside is brought in", () => {
  expect(shown("a,b", 1)).toBe(",");
  expect(faultSpan("abc", 3)).toEqual({ from: 3, to: 3 });
  expect(faultSpan("abc", 99)).toEqual({ from: 3, to: 3 });
  expect(shown('"open', 0)).toBe('"');
});

test("a place is told as editors count", () => {
  expect(placeWords("BUY EURUSD", 4)).toBe("character 5");
  expect(placeWords("{\n  x", 4)).toBe("line 2, character 3");
});

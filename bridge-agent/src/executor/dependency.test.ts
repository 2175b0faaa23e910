import { expect, test } from "vitest";
import type { Standing } from "../journal/records.ts";
import { standingAfter } from "./dependency.ts";

const after = (standing: Standing | undefined) => standingAfter("ord", { standing: () => standing });
const ended = (event: string, code: string | null = null): Standing => ({ standing: "ended", event, code });

test("an order that depends on nothing may run", () => {
  expect(standingAfter(null, { standing: () => undefined })).toBe("met");
});

test("a leg runs when the one before is filled or had nothing to do, and else never", () => {
  expect(after(ended("filled"))).toBe("met");
  expect(after(ended("rejected", "nothing_to_do"))).toBe("met");
  expect(after(ended("rejected", "market_closed"))).toBe("failed");
  expect(after(ended("cancelled"))).toBe("failed");
  expect(after(ended("expired", "deadline_passed"))).toBe("failed");
});

test("a leg waits while the one before has not ended", () => {
  expect(after({ standing: "open" })).toBe("open");
});

test("a leg after an order that nobody has heard of does not run", () => {
  expect(after(undefined)).toBe("failed");
});

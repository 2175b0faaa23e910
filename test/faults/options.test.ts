import { expect, test } from "vitest";
import { parseFaultOptions } from "./options.ts";

const parse = (...args: string[]) => parseFaultOptions(args, "/home");

test("without a word both terminals get half of the alerts each, and any seed", () => {
  expect(parse()).toMatchObject({ alerts: { paper: 1_000, ea: 1_000 }, rate: 5, lateCopies: true });
  expect(parse("--alerts", "7").alerts).toEqual({ paper: 3, ea: 4 });
  expect(parse().keep).toBe(false);
});

test("one terminal gets all alerts when only it is asked for", () => {
  expect(parse("--terminal", "ea", "--short")).toMatchObject({ alerts: { ea: 280 }, lateCopies: false });
  expect(parse("--terminal", "paper", "--seed", "7")).toMatchObject({ alerts: { paper: 2_000 }, seed: 7 });
});

test("many alerts come faster, so that a run does not take hours, unless a rate is given", () => {
  expect(parse("--alerts", "10000", "--terminal", "ea").rate).toBe(25);
  expect(parse("--alerts", "10000").rate).toBe(13);
  expect(parse("--alerts", "10000", "--rate", "9").rate).toBe(9);
});

test("faults are further apart when alerts come fast, unless it is said how far", () => {
  expect(parse("--short").everyMs).toBe(2_200);
  expect(parse("--rate", "20").everyMs).toBe(4_000);
  expect(parse("--rate", "20", "--every", "900").everyMs).toBe(900);
});

test.each([
  ["--terminal", "mt4"],
  ["--alerts", "1"],
  ["--rate", "0"],
  ["--seed", "x"],
  ["--sed", "1"],
])("%s %s is refused", (...args) => {
  expect(() => parse(...args)).toThrow();
});

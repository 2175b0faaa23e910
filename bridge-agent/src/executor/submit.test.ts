import { expect, test } from "vitest";
import { toTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { orderIdOf, request } from "../testing/fixtures.ts";
import { submitOf } from "./submit.ts";

test("magic and comment are derived, so that a repeated step carries the same ones", () => {
  const id = orderIdOf(1);
  expect(submitOf(id, 3, request(), 5)).toEqual(submitOf(id, 3, request(), 5));
  expect(submitOf(id, 3, request(), 5).magic).not.toBe(submitOf(id, 4, request(), 5).magic);
});

test("the comment names the order and is short enough to survive a broker", () => {
  const id = orderIdOf(1);
  const { comment } = submitOf(id, 0, request(), 5);
  expect(comment).toBe(`sp${id.slice(4, 28)}`);
  expect(comment).toHaveLength(26);
});

test("a submit is what the terminal's schema takes", () => {
  const submit = submitOf(orderIdOf(1), 0, request(), 5);
  const asText = Object.fromEntries(Object.entries(submit).map(([key, value]) => [key, String(value)]));
  expect(toTerminalSchema.parse(asText)).toEqual(submit);
});

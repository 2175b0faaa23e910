import fc from "fast-check";
import { expect, it } from "vitest";
import { errorBurst } from "./error-burst.ts";

it("a burst is ten errors and not nine, when nothing else comes", () => {
  expect(errorBurst({ errors: 9, all: 9 })).toBeNull();
  expect(errorBurst({ errors: 10, all: 10 })).toEqual({ errors: 10, all: 10 });
});

it("a burst is half of all, however much there is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 5_000 }), fc.nat(5_000), (errors, good) => {
      expect(errorBurst({ errors, all: errors + good }) !== null).toBe(errors >= good);
    }),
  );
});

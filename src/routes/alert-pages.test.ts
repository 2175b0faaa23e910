import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergePages } from "./alert-pages.ts";

type Kept = { readonly alert: { readonly id: string } };

/** A strategy with these alerts, which looks at `scan` of them at once and keeps those that match. */
function search(ids: readonly number[], matches: (id: number) => boolean, scan: number) {
  return (limit: number, before: number | null) => {
    const older = ids.filter((id) => before === null || id < before).sort((a, b) => b - a);
    const looked = older.slice(0, scan);
    const found = looked.filter(matches);
    const items = found.slice(0, limit).map((id): Kept => ({ alert: { id: name(id) } }));
    if (found.length > limit) return { items, through: items.at(-1)?.alert.id ?? null };
    const last = looked.at(-1);
    return { items, through: older.length >= scan && last !== undefined ? name(last) : null };
  };
}

function name(id: number): string {
  return String(id).padStart(6, "0");
}

describe("pages of alerts of several strategies", () => {
  test("neither lose, repeat nor disorder an alert, whatever each strategy looked at", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(5_000), { maxLength: 120 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (ids, strategies, limit, scan, modulus) => {
          const matches = (id: number): boolean => id % modulus === 0;
          const searches = Array.from({ length: strategies }, (_, n) =>
            search(
              ids.filter((id) => id % strategies === n),
              matches,
              scan,
            ),
          );
          const seen: string[] = [];
          let before: number | null = null;
          for (let turns = 0; turns < 1_000; turns++) {
            const pages = searches.map((one) => one(limit, before));
            const { items, next } = mergePages(pages, limit);
            expect(items.length).toBeLessThanOrEqual(limit);
            seen.push(...items.map(({ alert }) => alert.id));
            if (next === null) break;
            before = Number(next);
          }
          expect(seen).toEqual(
            ids
              .filter(matches)
              .sort((a, b) => b - a)
              .map(name),
          );
        },
      ),
    );
  });

  test("a page that found nothing yet says from where to go on", () => {
    expect(mergePages([{ items: [], through: "b" }], 5)).toEqual({ items: [], next: "b" });
    expect(mergePages([{ items: [], through: null }], 5)).toEqual({ items: [], next: null });
  });
});

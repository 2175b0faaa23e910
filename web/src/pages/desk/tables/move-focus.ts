import type { RefObject } from "react";

/** The keys that go through the rows of a table; from outside they go to the first. */
export function rowKeys(table: RefObject<HTMLTableElement | null>): Readonly<Record<string, () => void>> {
  return Object.fromEntries([
    ["ArrowDown", () => moveFocus(table.current, 1)],
    ["ArrowUp", () => moveFocus(table.current, -1)],
  ]);
}

function moveFocus(table: HTMLTableElement | null, by: 1 | -1): void {
  const rows = [...(table?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const here = rows.findIndex((row) => row === document.activeElement);
  rows[here === -1 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
}

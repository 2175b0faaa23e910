/** Goes to the next row of a table (1) or to the one before (-1); from outside to the first. */
export function moveFocus(table: HTMLTableElement | null, by: 1 | -1): void {
  const rows = [...(table?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const here = rows.findIndex((row) => row === document.activeElement);
  rows[here === -1 ? 0 : Math.min(Math.max(here + by, 0), rows.length - 1)]?.focus();
}

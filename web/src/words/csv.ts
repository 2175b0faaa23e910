import { isDecimalText } from "../../../src/domain/decimal.ts";

/**
 * A cell that no spreadsheet takes for a formula: what starts like one gets an apostrophe before it, as OWASP
 * advises ("CSV Injection"); a number below zero does not. Messages come from outside, and whoever opens the file
 * trusts it.
 */
export function csvCell(text: string): string {
  const safe = isDecimalText(text) || !/^[\s]*[=+\-@\t\r\n|%]/.test(text) ? text : `'${text}`;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** A table as a file. */
export function csvText(head: readonly string[], lines: readonly (readonly string[])[]): string {
  // With a byte order mark, without which a common spreadsheet program spoils letters beyond ASCII.
  return `\ufeff${[head, ...lines].map(csvLine).join("")}`;
}

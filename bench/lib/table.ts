import type { Aim, Row, Unit } from "./measure.ts";

const HEADINGS = [
  "measured",
  "value",
  "min to max",
  "compared with",
  "its value",
  "ratio",
  "aim",
  "met",
] as const;
const GAP = "  ";

/** The rows as one table of aligned text, without a newline at its end. */
export function renderTable(rows: readonly Row[]): string {
  const lines = [[...HEADINGS], ...rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const render = (line: readonly string[]): string =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isText(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(GAP)
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join(GAP);
  return [render(HEADINGS), rule, ...lines.slice(1).map(render)].join("\n");
}

/** Names stand left, numbers right. */
function isText(column: number): boolean {
  return column === 0 || column === 3;
}

function cells(row: Row): string[] {
  const spread =
    row.least === row.greatest ? "" : `${figure(row.least, row.unit)} to ${figure(row.greatest, row.unit)}`;
  return [
    row.name,
    withUnit(row.value, row.unit),
    spread,
    row.against ?? "",
    row.base === null ? "" : withUnit(row.base, row.unit),
    row.ratio === null ? "" : row.ratio.toFixed(2),
    row.aim === null ? "" : aimText(row.aim),
    row.met === null ? "" : row.met ? "yes" : "no",
  ];
}

function aimText(aim: Aim): string {
  return `${aim.direction === "atLeast" ? ">=" : "<="} ${aim.ratio}`;
}

function withUnit(value: number, unit: Unit): string {
  const text = figure(value, unit);
  if (unit === "count") return text;
  return unit === "/s" ? `${text}/s` : `${text} ${unit}`;
}

/** Counts keep two places when they are fractions (rows for each alert); everything else is rounded. */
function figure(value: number, unit: Unit): string {
  if (unit === "count" && !Number.isInteger(value)) return value.toFixed(2);
  return Math.round(value).toLocaleString("en-US");
}

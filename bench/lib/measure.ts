import { median, range } from "./statistics.ts";

/** How a value is written: `µs`, `/s`, `MB`, `kB`, `%`, or a plain count. */
export type Unit = "µs" | "/s" | "MB" | "kB" | "%" | "count";

/** What a measurement should reach, as a ratio to what it is compared with. */
export interface Aim {
  readonly direction: "atLeast" | "atMost";
  readonly ratio: number;
}

/** One row before it is judged: the value of every round, and what it is compared with. */
export interface Measure {
  readonly name: string;
  readonly unit: Unit;
  /** One value for each round. */
  readonly rounds: readonly number[];
  readonly against?: { readonly name: string; readonly rounds: readonly number[] };
  readonly aim?: Aim;
}

/** One row of the table. `met` is null where there is no aim. */
export interface Row {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  readonly least: number;
  readonly greatest: number;
  readonly against: string | null;
  readonly base: number | null;
  readonly ratio: number | null;
  readonly aim: Aim | null;
  readonly met: boolean | null;
}

/**
 * Turns the rounds of a measurement into a row. The ratio is that of the medians: single rounds on a
 * shared machine differ by more than what is looked for.
 */
export function judge(measure: Measure): Row {
  const value = median(measure.rounds);
  const base = measure.against === undefined ? null : median(measure.against.rounds);
  const ratio = base === null || base === 0 ? null : value / base;
  const aim = measure.aim ?? null;
  return {
    name: measure.name,
    unit: measure.unit,
    value,
    ...range(measure.rounds),
    against: measure.against?.name ?? null,
    base,
    ratio,
    aim,
    met: aim === null || ratio === null ? null : reaches(ratio, aim),
  };
}

function reaches(ratio: number, aim: Aim): boolean {
  return aim.direction === "atLeast" ? ratio >= aim.ratio : ratio <= aim.ratio;
}

import { type Reading, refuse } from "./reading.ts";

/** Reads a whole number from `least` to `most`; `text` stands in the message at offset `at`. */
export function readWholeNumber(
  reading: Reading,
  text: string,
  at: number,
  least: number,
  most: number,
): number | undefined {
  const number = /^(0|[1-9][0-9]{0,5})$/.test(text) ? Number(text) : undefined;
  if (number !== undefined && number >= least && number <= most) return number;
  return refuse(reading, "out_of_range", `This should be a whole number from ${least} to ${most}.`, at);
}

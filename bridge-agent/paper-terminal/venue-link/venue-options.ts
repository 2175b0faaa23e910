import * as z from "zod";
import { calmFaults, type FaultSettings, requestFaults } from "./faults.ts";

/** What the command line says of the way to the broker; everything is off by default. */

const text = { type: "string" } as const;

/** For `parseArgs` of `node:util`. */
export const venueArguments = {
  fault: { type: "string", multiple: true },
  "fault-seed": text,
  latency: text,
  spread: text,
  away: text,
} as const;

export const VENUE_USAGE =
  "[--fault NAME=CHANCE]... [--fault-seed N] [--latency MS|FROM-TO] [--spread MS] [--away MS]";

const MOST_MS = 60_000;
const milliseconds = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(MOST_MS));

const range = z
  .string()
  .regex(/^[0-9]{1,5}(-[0-9]{1,5})?$/)
  .transform((given) => {
    const [least = 0, most = least] = given.split("-").map(Number);
    return [least, most] as const;
  })
  .refine(([least, most]) => least <= most && most <= MOST_MS);

const chance = z
  .string()
  .regex(/^[a-z_]+=(0|1|0?\.[0-9]{1,9})$/)
  .transform((given) => {
    const [name, value] = given.split("=");
    return { name, chance: Number(value) };
  })
  .pipe(z.object({ name: z.enum(requestFaults), chance: z.number().max(1) }));

export const venueOptionsSchema = z.object({
  fault: z.array(chance).default([]),
  "fault-seed": z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number)
    .default(calmFaults.seed),
  latency: range.default(calmFaults.latencyMs),
  spread: milliseconds.default(calmFaults.spreadMs),
  away: milliseconds.default(calmFaults.awayMs),
});

/** The faults of these options. */
export function faultsOf(options: z.output<typeof venueOptionsSchema>): FaultSettings {
  return {
    seed: options["fault-seed"],
    chances: Object.fromEntries(options.fault.map(({ name, chance }) => [name, chance])),
    latencyMs: options.latency,
    spreadMs: options.spread,
    awayMs: options.away,
  };
}

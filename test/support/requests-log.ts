import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";

/** A line of what the expert advisor's broker notes of its requests. */
const lineSchema = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("came"),
    at: z.number().int(),
    magic: z.string(),
    action: z.string(),
    fault: z.string().nullable(),
  }),
  z.object({ event: z.literal("done"), at: z.number().int(), magic: z.string(), retcode: z.number().int() }),
]);

/** One request: when it came, and what truly came of it; null when nothing did. */
export interface RequestLine {
  readonly magic: string;
  readonly atMs: number;
  readonly fault: string | null;
  readonly retcode: number | null;
}

/** Every request of the log, in the order of their coming; undefined when there is no such file. */
export function readRequestsLog(path: string): RequestLine[] | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const lines = text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => lineSchema.parse(JSON.parse(line)));
  const retcodes = new Map(
    lines.flatMap((line) => (line.event === "done" ? [[line.magic, line.retcode]] : [])),
  );
  return lines.flatMap((line) =>
    line.event === "came"
      ? [{ magic: line.magic, atMs: line.at, fault: line.fault, retcode: retcodes.get(line.magic) ?? null }]
      : [],
  );
}

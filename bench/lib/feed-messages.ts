import * as z from "zod";

/** What the readers of the feed's part are told to do, and what they answer. Times are monotonic microseconds. */
export const readersRequestSchema = z.discriminatedUnion("type", [
  /** Opens sockets; answered when every one was greeted. */
  z.object({
    type: z.literal("open"),
    url: z.string().startsWith("ws://127.0.0.1:"),
    headers: z.record(z.string(), z.string()),
    sockets: z.int().positive().max(10_000),
  }),
  /** The first `sockets` of them watch `symbols`, for `warmupMs` that do not count and `measureMs` that do. */
  z.object({
    type: z.literal("measure"),
    sockets: z.int().positive(),
    symbols: z.array(z.string()).min(1),
    warmupMs: z.int().nonnegative(),
    measureMs: z.int().positive().max(60_000),
  }),
]);
export type ReadersRequest = z.infer<typeof readersRequestSchema>;

export const openedSchema = z.object({ type: z.literal("opened") });

export const deliveredSchema = z.object({
  type: z.literal("delivered"),
  /** Over all sockets. */
  ticks: z.int().nonnegative(),
  frames: z.int().nonnegative(),
  elapsedUs: z.number().positive(),
  /** From the terminal to the socket, of a sample of the ticks. */
  medianUs: z.number(),
  p99Us: z.number(),
});
export type Delivered = z.infer<typeof deliveredSchema>;

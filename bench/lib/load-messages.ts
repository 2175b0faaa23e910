import * as z from "zod";

/** What the load generator is told to send, and what it answers. Times are monotonic microseconds. */

/** Where alerts go; `body` is ASCII and has `{{id}}`, `{{symbol}}` and `{{action}}` to be filled in. */
export const targetSchema = z.object({
  port: z.number().int().positive(),
  path: z.string().startsWith("/"),
  /** POST with a body, where it is not given. */
  method: z.enum(["GET", "POST"]).optional(),
  /** ASCII; `{{address}}` becomes a client's address that no other request has. */
  headers: z.record(z.string(), z.string()).optional(),
  /** Each alert takes the next one in turn; several symbols, or all alerts would stand in one queue. */
  bodies: z.array(z.string().includes("{{id}}")).min(1),
  /** The answer that counts as accepted; any other one ends the run. */
  accepted: z.number().int(),
});
export type Target = z.infer<typeof targetSchema>;

export const loadRequestSchema = z.discriminatedUnion("type", [
  /** As many alerts as go through over `connections` in `measureMs`, after `warmupMs` that do not count. */
  z.object({
    type: z.literal("throughput"),
    target: targetSchema,
    connections: z.number().int().min(1).max(256),
    warmupMs: z.number().int().nonnegative(),
    measureMs: z.number().int().positive().max(60_000),
    maxRequests: z.number().int().positive(),
  }),
  /** `count` alerts over `connections`, unmeasured. */
  z.object({
    type: z.literal("burst"),
    target: targetSchema,
    connections: z.number().int().min(1).max(256),
    count: z.number().int().positive().max(10_000),
  }),
  /** `count` alerts one at a time, with `pauseMs` after each answer. */
  z.object({
    type: z.literal("latency"),
    target: targetSchema,
    count: z.number().int().positive(),
    pauseMs: z.number().int().nonnegative(),
  }),
]);
export type LoadRequest = z.infer<typeof loadRequestSchema>;

export const throughputAnswerSchema = z.object({
  type: z.literal("throughput"),
  /** Alerts accepted within the measured time, and how long that was. */
  accepted: z.number().int(),
  elapsedUs: z.number(),
});

export const burstAnswerSchema = z.object({ type: z.literal("burst") });

/** One alert sent alone. */
export const sampleSchema = z.object({
  id: z.string(),
  sentAtUs: z.number(),
  answeredAtUs: z.number(),
  answer: z.string(),
});
export type Sample = z.infer<typeof sampleSchema>;

export const latencyAnswerSchema = z.object({ type: z.literal("latency"), samples: z.array(sampleSchema) });

/** What a process at the far end saw: a key of the alert or its order, and when it came. */
export const arrivalsSchema = z.object({
  type: z.literal("arrivals"),
  arrivals: z.array(z.tuple([z.string(), z.number()])),
});

export const readySchema = z.object({ type: z.literal("ready") });

import type * as z from "zod";
import { call } from "./client.ts";
import { ApiError } from "./problem.ts";

/** As `call` reads, but waits as long as the gateway asks for when this is too fast for its limits. */
export async function callPatiently<Answer>(path: string, answer: z.ZodType<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call(path, { answer });
    } catch (error) {
      const waitMs = error instanceof ApiError && error.code === "rate_limited" ? error.retryAfterMs : null;
      if (waitMs === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

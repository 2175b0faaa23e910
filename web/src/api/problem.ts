import * as z from "zod";

/** An RFC 9457 document as the gateway sends it. */
export const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  at: z.unknown().optional(),
  hint: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** What went wrong with a call, in words that can be shown. */
export class ApiError extends Error {
  readonly problem: Problem;
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null = null) {
    super(problem.detail);
    this.name = "ApiError";
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The gateway did not answer at all, or not in its own words. */
export function unreachable(detail: string): ApiError {
  return new ApiError({ status: 0, code: "unreachable", detail, hint: "It is tried again by itself." });
}

/** The code of a failed call; null for any other error. */
export function codeOf(error: unknown): string | null {
  return error instanceof ApiError ? error.code : null;
}

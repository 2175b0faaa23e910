import * as z from "zod";
import { ApiError, problemSchema, unreachable } from "../../api/problem.ts";

const acceptedSchema = z.object({ alertId: z.string(), verdict: z.string() });
export type SentAlert = z.infer<typeof acceptedSchema>;

/**
 * Sends a message to a hook as a stranger would: without cookies, so that the secret in it is all that proves it.
 * The hook is on this origin, whatever public address the gateway is known by.
 */
export async function sendAlert(strategyId: string, message: object): Promise<SentAlert> {
  let answer: Response;
  try {
    answer = await fetch(`/hook/${strategyId}`, {
      method: "POST",
      credentials: "omit",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(message),
    });
  } catch {
    throw unreachable("The gateway does not answer.");
  }
  const data: unknown = await answer.json().catch(() => null);
  if (answer.ok) return acceptedSchema.parse(data);
  const problem = problemSchema.safeParse(data);
  throw problem.success
    ? new ApiError(problem.data)
    : unreachable(`The gateway answered with status ${answer.status}.`);
}

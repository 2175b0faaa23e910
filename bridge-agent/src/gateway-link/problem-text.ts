import * as z from "zod";

const problemSchema = z.object({
  code: z.string().max(64),
  detail: z.string().max(500),
  hint: z.string().max(300).optional(),
});

/** What a problem document of the gateway says, as one line of text; undefined when `body` is none. */
export function problemText(body: string): string | undefined {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    // Something between us and the gateway answered; its text is of no use.
    return undefined;
  }
  const problem = problemSchema.safeParse(data);
  if (!problem.success) return undefined;
  const { code, detail, hint } = problem.data;
  return hint === undefined ? `${detail} (${code})` : `${detail} (${code}; ${hint})`;
}

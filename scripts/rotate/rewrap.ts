import * as z from "zod";
import type { Api } from "../start/api.ts";

const answerSchema = z.object({
  rewrapped: z.number().int(),
  failed: z.array(z.string()),
  next: z.string().nullable(),
});

export interface Rewrapped {
  readonly rewrapped: number;
  /** Objects whose secrets could not be sealed anew; while there are any, the older key must stay. */
  readonly failed: readonly string[];
}

/** Has the gateway seal everything of the token's tenant under the current key. May be repeated. */
export async function rewrapAll(api: Pick<Api, "post">): Promise<Rewrapped> {
  let rewrapped = 0;
  const failed: string[] = [];
  let cursor: string | null = null;
  do {
    const part: z.infer<typeof answerSchema> = await api.post(
      "/security/keys/rewrap",
      { cursor },
      undefined,
      answerSchema,
    );
    rewrapped += part.rewrapped;
    failed.push(...part.failed);
    cursor = part.next;
  } while (cursor !== null);
  return { rewrapped, failed };
}

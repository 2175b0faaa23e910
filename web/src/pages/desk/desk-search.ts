import * as z from "zod";
import { barFrames } from "../../../../src/domain/alert/bar-frames.ts";

/** What the desk shows, so that an address leads back to it; what does not parse counts as not given. */
export const deskSearchSchema = z.object({
  account: z.string().max(64).optional().catch(undefined),
  symbol: z.string().max(32).optional().catch(undefined),
  frame: z.enum(barFrames).optional().catch(undefined),
});
export type DeskSearch = z.infer<typeof deskSearchSchema>;

/** Under which name a browser keeps which account was looked at last. */
export const LAST_ACCOUNT = "account";

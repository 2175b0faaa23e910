import { createMiddleware } from "hono/factory";
import * as z from "zod";
import { readBytes, readPlain, tooLarge } from "../routes/body.ts";
import { problem } from "../routes/problem.ts";

const nothing = z.strictObject({});

/**
 * For routes that take no body: nothing, or an empty object. Anything else was meant for something, and whoever
 * sent it must not believe that it was heard.
 */
export function emptyBody() {
  return createMiddleware(async function refuseBody(c, next) {
    const bytes = await readBytes(c.req.raw);
    if (bytes === null) return problem(tooLarge());
    if (bytes.length > 0) {
      const read = readPlain(bytes, nothing);
      if (!read.ok) return problem(read.error.refusal, { errors: read.error.errors });
    }
    await next();
  });
}

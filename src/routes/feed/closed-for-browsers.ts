import { createMiddleware } from "hono/factory";
import * as z from "zod";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { type FeedCloseCode, feedCloseCodes } from "../../protocol/feed.ts";

export function isUpgrade(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** Browsers name the page's origin with every upgrade, and cannot send a token; programs do it the other way round. */
function isBrowser({ headers }: Request): boolean {
  return headers.has("origin") && !headers.has("authorization");
}

const codeOfStatus: ReadonlyMap<number, FeedCloseCode> = new Map([
  [401, "sessionEnded"],
  [403, "forbidden"],
  [404, "unknownAccount"],
  [429, "throttled"],
]);

const refusedSchema = z.object({ code: z.string() });

/**
 * A page cannot read why its upgrade was refused: every refusal looks to it like a network that failed, and it
 * would try again. So a refused upgrade of a page becomes a socket that is closed at once, with a code that says
 * why. Pages of other origins are told nothing but no.
 */
export function closedForBrowsers() {
  return createMiddleware<ApiEnv>(async function closeForBrowsers(c, next) {
    await next();
    const { status, headers } = c.res;
    if (status < 400 || !isUpgrade(c.req.raw) || !isBrowser(c.req.raw)) return;
    const { code } = refusedSchema.parse(await c.res.clone().json());
    if (code === "cross_site") return;
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    const closeCode = codeOfStatus.get(status) ?? "refused";
    const wait = headers.get("retry-after");
    const reason = closeCode === "refused" ? code : closeCode;
    server.close(feedCloseCodes[closeCode], wait === null ? reason : `${reason} ${wait}`);
    // First away with the refusal: otherwise its headers would be put on the upgrade, which has none.
    c.res = undefined;
    c.res = new Response(null, { status: 101, webSocket: client });
  });
}

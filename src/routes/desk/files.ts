import type { Env } from "../../env.ts";

/** What the page's build writes where a nonce belongs; web/vite.config.ts has the same word. */
export const NONCE_PLACE = "SALLYPORT_NONCE";

const types: ReadonlyMap<string, string> = new Map([
  ["js", "text/javascript; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["svg", "image/svg+xml"],
  ["woff2", "font/woff2"],
]);

/** The names that a build writes; anything else is not asked for. */
const FILE = /^\/assets\/[A-Za-z0-9_-]{1,80}(?:\.[A-Za-z0-9_-]{1,80})?\.([a-z0-9]{2,5})$/;
const FOR_GOOD = "public, max-age=31536000, immutable";

/** What the build left beside each file (web/compressed.ts), the smallest first. */
const codings = [
  { coding: "br", ending: ".br" },
  { coding: "gzip", ending: ".gz" },
] as const;

/**
 * A file of the desk by its path, with its type and as small as the browser takes it; null when there is none. The
 * store of one machine tells no types and compresses nothing. On the network nobody asks here: its own store does.
 */
export async function deskFile(env: Env, path: string, accepted: string): Promise<Response | null> {
  const type = types.get(FILE.exec(path)?.[1] ?? "");
  if (type === undefined) return null;
  const headers = { "content-type": type, "cache-control": FOR_GOOD, vary: "accept-encoding" };
  for (const { coding, ending } of codings) {
    if (!takes(accepted, coding)) continue;
    const file = await env.ASSETS.fetch(`http://assets${path}${ending}`);
    if (!file.ok) continue;
    return new Response(file.body, {
      headers: { ...headers, "content-encoding": coding },
      encodeBody: "manual",
    });
  }
  const file = await env.ASSETS.fetch(`http://assets${path}`);
  return file.ok ? new Response(file.body, { headers }) : null;
}

/** Whether an `Accept-Encoding` names the coding, and not with a weight of nothing. */
function takes(accepted: string, coding: string): boolean {
  return accepted
    .toLowerCase()
    .split(",")
    .map((part) => part.trim().split(/\s*;\s*/))
    .some(([name, weight = "q=1"]) => name === coding && Number(weight.replace("q=", "")) > 0);
}

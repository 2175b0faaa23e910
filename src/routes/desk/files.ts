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

/** A file of the desk by its path, with its type; null when there is none. The store of one machine tells no types. */
export async function deskFile(env: Env, path: string): Promise<Response | null> {
  const type = types.get(FILE.exec(path)?.[1] ?? "");
  if (type === undefined) return null;
  const file = await env.ASSETS.fetch(`http://assets${path}`);
  if (!file.ok) return null;
  return new Response(file.body, { headers: { "content-type": type, "cache-control": FOR_GOOD } });
}

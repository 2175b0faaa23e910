import { type Refusal, refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { accessCookie } from "./cookies.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The origin under which browsers know this deployment. */
export function publicOrigin(env: Env, url: string): string {
  return env.PUBLIC_ORIGIN === "" ? new URL(url).origin : env.PUBLIC_ORIGIN;
}

/**
 * Refuses a WebSocket upgrade that a browser makes for a page of another origin: it is a GET, which browsers let every
 * page make, with the cookies of this one (ASVS 4.4.2). What rides on cookies must say its origin.
 */
export function crossSiteUpgrade(request: Request, env: Env): Refusal | null {
  const origin = request.headers.get("origin");
  const byCookie = !request.headers.has("authorization") && accessCookie(request) !== null;
  if (origin === null ? !byCookie : origin === publicOrigin(env, request.url)) return null;
  return refusal("cross_site", "This connection comes from a page of another origin.");
}

/**
 * Refuses a write that a browser sends for a page of another origin (ASVS 3.5.1): by Sec-Fetch-Site, which no
 * page can forge, and by Origin. `mustSay`: one of them has to be there, as for everything that rides on
 * cookies; programs send neither.
 */
export function crossSite(request: Request, env: Env, mustSay: boolean): Refusal | null {
  if (SAFE_METHODS.has(request.method)) return null;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const foreign =
    (site !== null && site !== "same-origin") ||
    (origin !== null && origin !== publicOrigin(env, request.url));
  if (foreign) return refusal("cross_site", "This request comes from a page of another origin.");
  if (mustSay && site === null && origin === null) {
    return refusal("cross_site", "A write by cookie must say which page it comes from.", {
      hint: "Browsers send Sec-Fetch-Site or Origin; programs send a bearer token instead of cookies.",
    });
  }
  return null;
}

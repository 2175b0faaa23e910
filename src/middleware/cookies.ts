/**
 * The two cookies of a browser's session. `__Host-` makes the browser refuse them without Secure, with a
 * domain, or from a subdomain (ASVS 3.3.1, 3.3.3); no script can read them (3.3.4).
 */
const ACCESS = "__Host-sp_access";
const REFRESH = "__Host-sp_refresh";
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict";

export interface SessionCookies {
  readonly accessToken: string;
  readonly accessSeconds: number;
  readonly refreshToken: string;
  readonly refreshSeconds: number;
}

/** Values of `Set-Cookie`. */
export function sessionCookies(cookies: SessionCookies): string[] {
  return [
    renewedAccessCookie(cookies.accessToken, cookies.accessSeconds),
    `${REFRESH}=${cookies.refreshToken}; ${ATTRIBUTES}; Max-Age=${cookies.refreshSeconds}`,
  ];
}

/** The value of `Set-Cookie` that puts another access token in the place of the one before. */
export function renewedAccessCookie(accessToken: string, seconds: number): string {
  return `${ACCESS}=${accessToken}; ${ATTRIBUTES}; Max-Age=${seconds}`;
}

export function endedCookies(): string[] {
  return [ACCESS, REFRESH].map((name) => `${name}=; ${ATTRIBUTES}; Max-Age=0`);
}

/** The value of one cookie. Two of one name are none: a second one was planted. */
function cookie(request: Request, name: string): string | null {
  const values = (request.headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return values.length === 1 ? (values[0]?.slice(name.length + 1) ?? null) : null;
}

export function accessCookie(request: Request): string | null {
  return cookie(request, ACCESS);
}

export function refreshCookie(request: Request): string | null {
  return cookie(request, REFRESH);
}

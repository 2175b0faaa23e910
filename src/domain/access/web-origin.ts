import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { isLoopback } from "./loopback.ts";

/** Origins of pages whose programs may call the API with a bearer token; each tenant names its own. */
export const MOST_WEB_ORIGINS = 20;
/** A host name has at most 253 characters. */
export const LONGEST_WEB_ORIGIN = 270;

/** Names and addresses; a wildcard is none, and would open the API to whoever gets a name under it. */
const HOST = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])$/;

/**
 * Checks an origin exactly as browsers send it (RFC 6454 6.2): `https://` and a host, a port unless it is the usual one,
 * nothing after it. `http://localhost:PORT`, for development, only where the operator allows it.
 */
export function checkWebOrigin(text: string, localAllowed: boolean): Result<string, Refusal> {
  const url = text.length > LONGEST_WEB_ORIGIN ? null : URL.parse(text);
  if (url === null || url.origin !== text || !HOST.test(url.hostname)) {
    return bad("is no origin", "Write it as https://app.example.com: no path, no wildcard, small letters.");
  }
  if (url.protocol === "https:") return ok(text);
  const local = url.protocol === "http:" && isLoopback(url.hostname) && url.port !== "";
  if (local && localAllowed) return ok(text);
  return bad("is not https", local ? "The operator of this gateway allows no local origins." : undefined);
}

function bad(what: string, hint: string | undefined): Result<never, Refusal> {
  return err(refusal("invalid_origin", `One of the origins ${what}.`, { hint }));
}

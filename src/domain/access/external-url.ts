import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { addressAllowed, singleAddress } from "./address.ts";

/**
 * The one guard for URLs that a tenant gives (webhooks, bots, notices): the gateway must never be made to call
 * something inside its own network. It judges the URL as the runtime would dial it, after the URL standard has
 * read numbers in any notation, and refuses what it does not know to be public.
 */

/** Longest URL; outgoing ones are bounded as incoming ones are (ASVS 4.2.5). */
const LONGEST_URL = 2_048;
const HTTPS_PORT = "443";

/** Reserved, private or special IPv4 networks (IANA's special-purpose registry), and Cloudflare's metadata. */
const CLOSED_IPV4: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

/** Global unicast is all of IPv6 that is open, without what in it embeds an IPv4 address or is reserved. */
const OPEN_IPV6: readonly string[] = ["2000::/3"];
const CLOSED_IPV6: readonly string[] = [
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "2620:4f:8000::/48",
];

/** Names that lead into a network of one's own, whoever answers for them. */
const CLOSED_SUFFIXES: readonly string[] = [
  "localhost",
  "local",
  "localdomain",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
  "arpa",
  "test",
  "example",
  "invalid",
  "onion",
  "alt",
];

const DOTTED = /^[0-9]+(?:\.[0-9]+){3}$/;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** What an operator may allow beyond the defaults. */
export interface ExternalUrlRules {
  /** Ports beside 443. */
  readonly ports?: readonly number[];
}

/**
 * The URL in its one canonical spelling, or why it is refused (code `url_refused`). `text` is what the tenant
 * wrote. A name that resolves to an inner address is not seen here: the runtime's own `fetch` decides that, and
 * on one machine the operator's egress rules; see docs/security.md.
 */
export function checkExternalUrl(
  text: string,
  { ports = [] }: ExternalUrlRules = {},
): Result<string, Refusal> {
  if (text.length > LONGEST_URL) return refused(`it is longer than ${LONGEST_URL} characters`);
  // The URL standard drops blanks and turns backslashes; whoever reads the setting would see another address.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes("\\"))
    return refused("it holds blanks or other unusual characters");
  const url = URL.parse(text);
  if (url === null) return refused("it is not a URL");
  if (url.protocol !== "https:") return refused("it does not begin with https://");
  if (!/^https:\/\/[^/]/i.test(text)) return refused("it does not begin with https:// and a host");
  if (url.username !== "" || url.password !== "" || authorityOf(text).includes("@")) {
    return refused("it holds credentials");
  }
  if (url.hash !== "") return refused("it has a fragment, which would never be sent");
  const port = url.port === "" ? HTTPS_PORT : url.port;
  if (port !== HTTPS_PORT && !ports.some((allowed) => String(allowed) === port)) {
    return refused(`port ${port} is not allowed`);
  }
  const fault = faultOfHost(url.hostname);
  return fault === null ? ok(url.href) : refused(fault);
}

/** True for an address that belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  if (singleAddress(address) === null) return false;
  if (!address.includes(":")) return !addressAllowed(address, CLOSED_IPV4);
  // An IPv4 address that is written as IPv6 (`::ffff:…`) is in none of these networks: nobody needs one.
  return addressAllowed(address, OPEN_IPV6) && !addressAllowed(address, CLOSED_IPV6);
}

function faultOfHost(hostname: string): string | null {
  if (hostname.startsWith("[")) {
    const address = hostname.slice(1, -1);
    return isPublicAddress(address) ? null : "its address is not a public one";
  }
  if (DOTTED.test(hostname)) return isPublicAddress(hostname) ? null : "its address is not a public one";
  const name = hostname.toLowerCase();
  if (name.length > 253 || name.endsWith(".")) return "its host is not a plain domain name";
  const labels = name.split(".");
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)))
    return "its host is not a full domain name";
  if (!/[a-z]/.test(labels.at(-1) ?? "")) return "its host is not a domain name";
  const closed = CLOSED_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
  return closed ? "its host is not a public name" : null;
}

/** What stands between `//` and the path, as written. */
function authorityOf(text: string): string {
  return text.slice("https://".length).split(/[/?#]/)[0] ?? "";
}

function refused(why: string): Result<never, Refusal> {
  return err(
    refusal("url_refused", `This URL is refused: ${why}.`, {
      hint: "give an https URL with a public host name, on port 443, without credentials",
    }),
  );
}

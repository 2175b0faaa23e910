/**
 * Client addresses. An IPv4 address counts as it is, an IPv6 address as its /64: whoever has one address
 * of a /64 has all of them.
 */

/** The addresses that TradingView sends webhooks from ("About webhooks", solution 43000529348); no IPv6. */
export const TRADINGVIEW_ADDRESSES: readonly string[] = [
  "52.89.214.238",
  "34.212.75.30",
  "54.218.53.128",
  "52.32.178.7",
];

interface ParsedAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const IPV4_PART = /^(?:0|[1-9][0-9]{0,2})$/;
const IPV6_GROUP = /^[0-9A-Fa-f]{1,4}$/;
const PREFIX_LENGTH = /^(?:0|[1-9][0-9]{0,2})$/;
const IPV4_MAPPED = 0xffffn;

function parseIpv4(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  let value = 0n;
  for (const part of parts) {
    if (!IPV4_PART.test(part) || Number(part) > 255) return null;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

/** The 16-bit groups on one side of `::`; a dotted IPv4 tail counts as two. */
function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    if (part.includes(".") && index === parts.length - 1) {
      const tail = parseIpv4(part);
      if (tail === null) return null;
      groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
    } else if (IPV6_GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? "");
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? "") : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** An IPv4 address that is written as IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
function parseAddress(text: string): ParsedAddress | null {
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === null ? null : { bits: 32, value };
  }
  const value = parseIpv6(text);
  if (value === null) return null;
  return value >> 32n === IPV4_MAPPED ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

interface AddressRule extends ParsedAddress {
  readonly prefix: number;
}

function parseRule(text: string): AddressRule | null {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === null) return null;
  if (slash < 0) return { ...address, prefix: address.bits === 32 ? 32 : 64 };
  const prefixText = text.slice(slash + 1);
  if (!PREFIX_LENGTH.test(prefixText) || Number(prefixText) > address.bits) return null;
  return { ...address, prefix: Number(prefixText) };
}

/** True for what `addressAllowed` takes as a rule: an address, or a range such as `203.0.113.0/24`. */
export function isAddressRule(text: string): boolean {
  return parseRule(text) !== null;
}

/**
 * True when `address` is covered by one of `rules`. A rule is an IPv4 address, an IPv6 address (its whole
 * /64 is meant), or a range in CIDR notation. An address that does not parse is never allowed.
 */
export function addressAllowed(address: string | null, rules: readonly string[]): boolean {
  const parsed = address === null ? null : parseAddress(address);
  if (parsed === null) return false;
  return rules.some((text) => {
    const rule = parseRule(text);
    if (rule === null || rule.bits !== parsed.bits) return false;
    const ignored = BigInt(rule.bits - rule.prefix);
    return rule.value >> ignored === parsed.value >> ignored;
  });
}

/** The address in a peer such as `192.0.2.1:4711` or `[2001:db8::1]:4711`; null when there is none. */
export function addressOfPeer(peer: string): string | null {
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?$/.exec(peer);
  const text = bracketed?.[1] ?? peer.replace(/^([0-9.]+):[0-9]+$/, "$1");
  return parseAddress(text) === null ? null : text;
}

/** `text` when it is one address without a port; null otherwise. For headers that name the client. */
export function singleAddress(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return parseAddress(trimmed) === null ? null : trimmed;
}

const NETWORK_BITS = 64n;

/** One text for everybody who is one client: the IPv4 address, or the /64 of an IPv6 address. */
export function clientKey(address: string | null): string {
  const parsed = address === null ? null : parseAddress(address);
  if (parsed === null) return "unknown";
  if (parsed.bits === 32) {
    return [24n, 16n, 8n, 0n].map((shift) => (parsed.value >> shift) & 0xffn).join(".");
  }
  return `${(parsed.value >> NETWORK_BITS).toString(16).padStart(16, "0")}/64`;
}

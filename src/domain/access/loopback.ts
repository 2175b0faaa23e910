/**
 * Whether a host name or address is this very machine: `localhost` and names under it (RFC 6761 6.3), 127.0.0.0/8, and
 * ::1 with or without brackets. `host` as the URL standard writes it, so that numbers are in their usual notation.
 */
export function isLoopback(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  if (host === "[::1]" || host === "::1") return true;
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

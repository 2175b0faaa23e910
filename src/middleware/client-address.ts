import { addressOfPeer, singleAddress } from "../domain/access/address.ts";

/**
 * The address of the client, from the one place that the operator named (`CLIENT_ADDRESS`, see env.ts);
 * null when there is none. `X-Forwarded-For` and its like are never looked at: anybody can send them.
 */
export function clientAddress(request: Request, source: string): string | null {
  if (source === "cloudflare") return singleAddress(request.headers.get("cf-connecting-ip"));
  if (source === "peer") {
    // Only plain workerd has it, in the form `ip:port`; the network's type does not know it.
    const peer: unknown = request.cf?.["clientIp"];
    return typeof peer === "string" ? addressOfPeer(peer) : null;
  }
  const header = /^header:([A-Za-z0-9-]{1,64})$/.exec(source)?.[1];
  if (header === undefined) {
    throw new Error("CLIENT_ADDRESS must be cloudflare, peer or header:NAME");
  }
  return singleAddress(request.headers.get(header));
}

import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

const URL = "https://gateway.test/";

describe("the client's address", () => {
  it("on the network is CF-Connecting-IP and nothing else", () => {
    const headers = {
      "cf-connecting-ip": "192.0.2.1",
      "x-forwarded-for": "198.51.100.1",
      "x-real-ip": "198.51.100.2",
    };
    expect(clientAddress(new Request(URL, { headers }), "cloudflare")).toBe("192.0.2.1");
    const forged = new Request(URL, { headers: { "x-forwarded-for": "198.51.100.1" } });
    expect(clientAddress(forged, "cloudflare")).toBeNull();
  });

  it("on plain workerd is the peer, without its port, whatever headers say", () => {
    const from = (clientIp: string) =>
      clientAddress(
        new Request(URL, { cf: { clientIp }, headers: { "cf-connecting-ip": "198.51.100.1" } }),
        "peer",
      );
    expect(from("192.0.2.1:50000")).toBe("192.0.2.1");
    expect(from("[2001:db8::1]:50000")).toBe("2001:db8::1");
    expect(from("unix:/run/socket")).toBeNull();
    expect(clientAddress(new Request(URL), "peer")).toBeNull();
  });

  it("behind an operator's own proxy is the header that the operator named, when it holds one address", () => {
    const from = (value: string) =>
      clientAddress(new Request(URL, { headers: { "x-client": value } }), "header:X-Client");
    expect(from("192.0.2.1")).toBe("192.0.2.1");
    expect(from("192.0.2.1, 198.51.100.1")).toBeNull();
    expect(clientAddress(new Request(URL), "header:X-Client")).toBeNull();
  });

  it("is not guessed when the configuration is wrong", () => {
    for (const source of ["", "Cloudflare", "header:", "header:a b"]) {
      expect(() => clientAddress(new Request(URL), source)).toThrow("CLIENT_ADDRESS");
    }
  });
});

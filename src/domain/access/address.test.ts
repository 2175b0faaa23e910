import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressAllowed,
  addressOfPeer,
  clientKey,
  isAddressRule,
  singleAddress,
  TRADINGVIEW_ADDRESSES,
} from "./address.ts";

describe("addressAllowed", () => {
  it("takes TradingView's published addresses and their IPv6-mapped spelling, and no neighbour", () => {
    for (const address of TRADINGVIEW_ADDRESSES) {
      expect(addressAllowed(address, TRADINGVIEW_ADDRESSES)).toBe(true);
      expect(addressAllowed(`::ffff:${address}`, TRADINGVIEW_ADDRESSES)).toBe(true);
    }
    expect(addressAllowed("52.89.214.239", TRADINGVIEW_ADDRESSES)).toBe(false);
    expect(addressAllowed("152.89.214.238", TRADINGVIEW_ADDRESSES)).toBe(false);
  });

  it("takes an IPv6 rule as its whole /64 and nothing beyond it", () => {
    const rules = ["2001:db8:1:2::7"];
    expect(addressAllowed("2001:db8:1:2:ffff:ffff:ffff:ffff", rules)).toBe(true);
    expect(addressAllowed("2001:0DB8:0001:0002::", rules)).toBe(true);
    expect(addressAllowed("2001:db8:1:3::7", rules)).toBe(false);
  });

  it("takes ranges", () => {
    expect(addressAllowed("203.0.113.200", ["203.0.113.128/25"])).toBe(true);
    expect(addressAllowed("203.0.113.100", ["203.0.113.128/25"])).toBe(false);
    expect(addressAllowed("2001:db8:ff::1", ["2001:db8::/32"])).toBe(true);
    expect(addressAllowed("2001:db9::1", ["2001:db8::/32"])).toBe(false);
    expect(addressAllowed("2001:db8::2", ["2001:db8::1/128"])).toBe(false);
  });

  it("allows nobody without an address, and no text that is no address", () => {
    expect(addressAllowed(null, ["0.0.0.0/0"])).toBe(false);
    for (const text of [
      "",
      "localhost",
      "1.2.3",
      "1.2.3.4.5",
      "01.2.3.4",
      "1.2.3.256",
      "::1::",
      "1:2:3:4:5:6:7",
      ":::",
    ]) {
      expect(addressAllowed(text, ["0.0.0.0/0", "::/0"])).toBe(false);
    }
  });

  it("does not let an IPv4 rule match an IPv6 address", () => {
    expect(addressAllowed("::1", ["0.0.0.0/0"])).toBe(false);
    expect(addressAllowed("1.2.3.4", ["::/0"])).toBe(false);
  });

  it("matches every IPv4 address with itself and with its own /n", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, prefix) => {
        expect(addressAllowed(address, [address])).toBe(true);
        expect(addressAllowed(address, [`${address}/${prefix}`])).toBe(true);
      }),
    );
  });

  it("matches every IPv6 address with itself, however it is spelled", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(addressAllowed(address, [address.toUpperCase()])).toBe(true);
      }),
    );
  });
});

describe("isAddressRule", () => {
  it("refuses what would silently match nothing", () => {
    for (const text of ["example.org", "1.2.3.4/33", "1.2.3.4/", "::/129", "1.2.3.4/-1", "1.2.3.4/08", "*"]) {
      expect(isAddressRule(text)).toBe(false);
    }
  });
});

describe("addressOfPeer", () => {
  it("takes the port off", () => {
    expect(addressOfPeer("192.0.2.1:4711")).toBe("192.0.2.1");
    expect(addressOfPeer("[2001:db8::1]:4711")).toBe("2001:db8::1");
    expect(addressOfPeer("2001:db8::1")).toBe("2001:db8::1");
    expect(addressOfPeer("192.0.2.1")).toBe("192.0.2.1");
  });

  it("knows no address in anything else", () => {
    for (const text of ["", "unix:/tmp/socket", "[::1", "1.2.3.4:x"]) expect(addressOfPeer(text)).toBeNull();
  });
});

describe("singleAddress", () => {
  it("refuses a list, as somebody's own proxy would append to it", () => {
    expect(singleAddress(" 192.0.2.1 ")).toBe("192.0.2.1");
    expect(singleAddress("192.0.2.1, 198.51.100.7")).toBeNull();
    expect(singleAddress(null)).toBeNull();
  });
});

describe("the key of a client", () => {
  it("is the same for every spelling of an address, and for every address of a /64", () => {
    expect(clientKey("192.0.2.1")).toBe("192.0.2.1");
    expect(clientKey("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(clientKey("2001:db8::1")).toBe("20010db800000000/64");
    expect(clientKey("2001:DB8:0:0:ffff::2")).toBe("20010db800000000/64");
    expect(clientKey("2001:db8:0:1::1")).not.toBe(clientKey("2001:db8::1"));
    expect(clientKey(null)).toBe("unknown");
  });
});

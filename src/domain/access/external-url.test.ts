import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkExternalUrl, isPublicAddress } from "./external-url.ts";

const open = (text: string) => checkExternalUrl(text).ok;

describe("ASVS 1.3.6, 13.2.4: an external URL", () => {
  it.each([
    "https://hooks.slack.com/services/T0/B0/x",
    "https://discord.com/api/webhooks/1/abc?wait=true",
    "https://example.org",
    "https://xn--bcher-kva.de/x",
    "https://a-b.example.co.uk:443/",
    "https://8.8.8.8/",
    "https://134744072/", // 8.8.8.8
    "https://[2606:4700:4700::1111]/",
  ])("is open when it is public: %s", (text) => {
    expect(open(text)).toBe(true);
  });

  it.each([
    // Another scheme, or none.
    "http://example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/plain,x",
    "gopher://example.org/",
    "//example.org/",
    "example.org",
    "",
    "https:example.org",
    "https:/example.org",
    "https:///example.org",
    "https://",
    // Credentials, ports, fragments, spellings that people and programs read differently.
    "https://user:pass@example.org/",
    "https://user@example.org/",
    "https://@example.org/",
    "https://example.org:80/",
    "https://example.org:8443/",
    "https://example.org:22/",
    "https://example.org:0/",
    "https://example.org/#x",
    "https://example.org\\@127.0.0.1/",
    "https://exa mple.org/",
    " https://example.org/",
    "https://example.org/\r\nHost: x",
    "https://exam\tple.org/",
    "https://example.org/\u0000",
    "https://ex\u00e4mple.org/",
    "https://\uff11\uff12\uff17.0.0.1/",
    // This machine and this network.
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://0177.1/",
    "https://127.0.0.1./",
    "https://%31%32%37.0.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://0.1.2.3/",
    "https://10.0.0.1/",
    "https://167772161/",
    "https://012.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://0xc0a80001/",
    "https://3232235521/",
    // Link-local and metadata of clouds.
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0xa9.0xfe.0xa9.0xfe/",
    "https://0251.0376.0251.0376/",
    "https://169.254.43518/",
    "https://metadata.google.internal/",
    "https://[fd00:ec2::254]/",
    "https://100.100.100.200/",
    // Shared, documentation, benchmark, relay, multicast, reserved.
    "https://100.64.0.1/",
    "https://100.127.255.255/",
    "https://192.0.0.1/",
    "https://192.0.2.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://192.88.99.1/",
    "https://224.0.0.1/",
    "https://239.255.255.255/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    // IPv6: loopback, unspecified, mapped, translated, local, link-local, multicast, documentation, tunnels.
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:8.8.8.8]:8443/",
    "https://[::ffff:10.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::8.8.8.8]/",
    "https://[64:ff9b:1::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[febf::1]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[2001::1]/",
    "https://[2001:10::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:808:808::]/",
    "https://[3fff::1]/",
    "https://[100::1]/",
    "https://[5f00::1]/",
    // Names that lead inwards, or are none.
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://a.localhost/",
    "https://printer.local/",
    "https://router.lan/",
    "https://nas.home.arpa/",
    "https://db.internal/",
    "https://wiki.corp/",
    "https://intranet/",
    "https://kubernetes/",
    "https://x.test/",
    "https://hidden.onion/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://example.org./",
    "https://a..b.org/",
    "https://-a.org/",
    "https://a_b.org/",
    "https://999.999.999.999/",
    "https://1.2.3.4.5/",
    "https://256.256.256.256/",
  ])("is refused: %j", (text) => {
    const checked = checkExternalUrl(text);
    expect(checked.ok).toBe(false);
    if (!checked.ok) expect(checked.error.code).toBe("url_refused");
  });

  it("may have another port only where the operator allows that port", () => {
    expect(checkExternalUrl("https://example.org:8443/", { ports: [8443] }).ok).toBe(true);
    expect(checkExternalUrl("https://example.org:8444/", { ports: [8443] }).ok).toBe(false);
  });

  it("is bounded in length", () => {
    expect(open(`https://example.org/${"a".repeat(2_100)}`)).toBe(false);
  });

  it("with an IPv4 address is judged alike in every notation", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), (bytes) => {
        const [a, b, c, d] = bytes;
        const dotted = bytes.join(".");
        const whole = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
        const octal = bytes.map((byte) => `0${byte.toString(8)}`).join(".");
        const hex = bytes.map((byte) => `0x${byte.toString(16)}`).join(".");
        const spellings = [
          `${whole}`,
          `0x${whole.toString(16)}`,
          `0${whole.toString(8)}`,
          octal,
          hex,
          `${a}.${b}.${c * 256 + d}`,
        ];
        for (const spelling of spellings) {
          expect(open(`https://${spelling}/`), spelling).toBe(isPublicAddress(dotted));
        }
        expect(open(`https://[::ffff:${dotted}]/`)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("that was let through is what it is called: checking its canonical spelling again changes nothing", () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ["https"] }), (text) => {
        const once = checkExternalUrl(text);
        fc.pre(once.ok);
        expect(checkExternalUrl(once.ok ? once.value : "")).toEqual(once);
      }),
    );
  });
});

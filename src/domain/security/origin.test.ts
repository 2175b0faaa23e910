import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceOf, originOf, originText, readOrigin } from "./origin.ts";

const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

describe("the device of a User-Agent", () => {
  it.each([
    [`${WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36`, "Chrome on Windows"],
    [
      `${WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0`,
      "Edge on Windows",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
      "Safari on iOS",
    ],
    [
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36",
      "Chrome on Android",
    ],
    ["curl/8.9.1", "curl"],
    ["python-requests/2.32", "Python"],
    ["something of ours", "other program"],
    ["", "unknown program"],
  ])("%s is %s", (text, device) => {
    expect(deviceOf(text)).toBe(device);
  });

  it("is the same after an update of the program", () => {
    const version = (number: number) =>
      deviceOf(`${WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${number}.0.0.0 Safari/537.36`);
    fc.assert(
      fc.property(fc.nat(999), fc.nat(999), (a, b) => {
        expect(version(a)).toBe(version(b));
      }),
    );
  });

  it("says nothing of the client's own words, whatever it sends", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 1_000 }), (text) => {
        expect(deviceOf(text)).toMatch(/^[A-Za-z ]{1,40}$/);
      }),
    );
  });
});

describe("an origin", () => {
  it("has a country only when it is two letters, and XX is none", () => {
    expect(originOf("curl/8", "DE").country).toBe("DE");
    for (const country of [undefined, null, 4, "de", "DEU", "XX", "T1", "D\n"]) {
      expect(originOf("curl/8", country).country).toBeNull();
    }
  });

  it("is read back as it was written", () => {
    const country = fc.option(fc.stringMatching(/^[A-Z]{2}$/), { nil: null });
    fc.assert(
      fc.property(fc.string(), country, (agent, one) => {
        const origin = originOf(agent, one);
        expect(readOrigin(originText(origin))).toEqual(origin);
      }),
    );
  });
});

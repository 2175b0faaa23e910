import { describe, expect, it } from "vitest";
import { certificateIsTradingView, certificateVerified } from "./certificate.ts";

const good = {
  certPresented: "1",
  certVerified: "SUCCESS",
  certRevoked: "0",
  certSubjectDN: 'CN=TradingView Webhooks,O="TradingView\\, Inc.",L=Westerville,ST=Ohio,C=US',
};

describe("client certificates", () => {
  it("count when presented, verified and not revoked", () => {
    expect(certificateVerified(good)).toBe(true);
    expect(certificateIsTradingView(good)).toBe(true);
  });

  it("do not count when absent, not verified, or revoked although verified", () => {
    for (const certificate of [
      null,
      { ...good, certPresented: "0" },
      { ...good, certVerified: "NONE" },
      { ...good, certVerified: "FAILED:self signed certificate" },
      { ...good, certRevoked: "1" },
    ]) {
      expect(certificateVerified(certificate)).toBe(false);
      expect(certificateIsTradingView(certificate)).toBe(false);
    }
  });

  it("of somebody who put TradingView's name into another field are not TradingView's", () => {
    for (const certSubjectDN of [
      "CN=Mallory,O=x\\,CN=TradingView Webhooks",
      "CN=TradingView Webhooks Ltd",
      "O=CN=TradingView Webhooks",
    ]) {
      expect(certificateIsTradingView({ ...good, certSubjectDN })).toBe(false);
    }
  });
});

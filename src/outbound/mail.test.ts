import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mailRequest, mailSettings, tookItBefore } from "./mail.ts";

const configured = {
  MAIL_PROVIDER: "postmark",
  MAIL_KEY: "operators-key",
  MAIL_FROM: "Desk <desk@example.com>",
};

describe("the operator's settings for mail", () => {
  it("are a provider that is known, a key and one mailbox", () => {
    expect(mailSettings(configured)?.from).toEqual({ name: "Desk", address: "desk@example.com" });
    expect(mailSettings({ ...configured, MAIL_FROM: "desk@example.com" })?.from.name).toBeNull();
  });

  it.each([
    { MAIL_PROVIDER: "" },
    { MAIL_PROVIDER: "https://evil.example" },
    { MAIL_PROVIDER: "toString" },
    { MAIL_KEY: "" },
    { MAIL_KEY: "two words of key" },
    { MAIL_KEY: "line\r\nbreak-in-key" },
    { MAIL_FROM: "" },
    { MAIL_FROM: "desk@example.com, other@example.com" },
    { MAIL_FROM: "Desk\r\nBcc: all@example.com <desk@example.com>" },
    { MAIL_FROM: "desk@localhost" },
  ])("are none with %j: then no mail is sent", (wrong) => {
    expect(mailSettings({ ...configured, ...wrong })).toBeNull();
  });

  it("are none when nothing is bound", () => {
    expect(mailSettings({})).toBeNull();
  });
});

describe("ASVS 1.3.11: a request to a provider", () => {
  it.each(["resend", "postmark", "sendgrid"])(
    "of %s has the key in its headers only, and its texts in JSON",
    (provider) => {
      const mail = mailSettings({ ...configured, MAIL_PROVIDER: provider });
      if (mail === null) throw new Error("no settings");
      fc.assert(
        fc.property(fc.string(), fc.string(), (subject, text) => {
          const request = mailRequest(mail, {
            to: ["a@example.com", "b@example.com"],
            subject,
            text,
            html: text,
            id: "x",
          });
          expect(request.url).toMatch(/^https:\/\/api\.(?:resend|postmarkapp|sendgrid)\.com\//);
          expect(JSON.stringify(request.headers)).toContain("operators-key");
          expect(request.body).not.toContain("operators-key");
          expect(Object.values(request.headers).join()).not.toMatch(/[\r\n]/);
          const strings = JSON.stringify(JSON.parse(request.body ?? ""));
          expect(strings).toContain(JSON.stringify(subject));
          expect(strings).toContain("b@example.com");
        }),
      );
    },
  );
});

it("a mail that Resend took at an earlier attempt is one that was sent", () => {
  expect(tookItBefore("resend", 409, '{"name":"invalid_idempotent_request"}')).toBe(true);
  expect(tookItBefore("resend", 409, '{"name":"concurrent_idempotent_requests"}')).toBe(false);
  expect(tookItBefore("postmark", 409, "invalid_idempotent_request")).toBe(false);
});

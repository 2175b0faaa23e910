import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChannelTarget, checkTarget, defaultWishes, targetSchema, wants } from "./channel.ts";
import { digestOf } from "./digest.ts";
import { fitted } from "./fitted.ts";
import { noticeSchema } from "./notice.ts";
import { personEvents, personNotice } from "./person-notice.ts";
import { cutTo } from "./plain-text.ts";
import { retryAfterMs } from "./retry-after.ts";
import { anyNotice, noticeOf } from "./testing.ts";

describe("a digest", () => {
  it("is a notice itself, as severe as the worst, and counts what it does not name", () => {
    fc.assert(
      fc.property(fc.array(anyNotice, { minLength: 2, maxLength: 60 }), (notices) => {
        const digest = digestOf(notices, "dig");
        expect(noticeSchema.safeParse(digest).error).toBeUndefined();
        expect(digest.title).toBe(`${notices.length} more notices`);
        expect(digest.severity === "critical").toBe(notices.some(({ severity }) => severity === "critical"));
      }),
    );
  });

  it("names the worst first", () => {
    const notices = Array.from({ length: 37 }, (_, n) =>
      noticeOf({ title: `no ${n}`, severity: n === 30 ? "critical" : "warning", atMs: n }),
    );
    const { text } = digestOf(notices, "dig");
    expect(text.split("\n").slice(0, 2)).toEqual(["Critical: no 30", "Warning: no 0"]);
    expect(text.endsWith("and 17 more")).toBe(true);
  });
});

describe("a notice with texts of any length", () => {
  it("is brought to the lengths of the contract, and left alone when it keeps to them", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 9_000 }), fc.string({ maxLength: 500 }), (long, short) => {
        const notice = noticeOf({ id: short || "x", title: long, text: long, advice: long });
        const facts = Array.from({ length: 30 }, (): [string, string] => [long, short]);
        expect(noticeSchema.safeParse(fitted({ ...notice, facts })).error).toBeUndefined();
      }),
    );
    expect(fitted(noticeOf())).toEqual(noticeOf());
  });

  it.each(personEvents)("%s says what happened, from where, and what to do", (what) => {
    const notice = personNotice({ what, address: "192.0.2.7", session: "Laptop" }, "prs_1", 7);
    expect(noticeSchema.parse(notice)).toMatchObject({
      id: "prs_1",
      kind: "person",
      atMs: 7,
      facts: [
        ["Address", "192.0.2.7"],
        ["Session", "Laptop"],
      ],
    });
    expect(notice.advice).toContain("change your password");
    expect(personNotice({ what, address: null }, "prs_1", 7).facts).toEqual([]);
  });
});

describe("a text that is cut", () => {
  it("has at most the length asked for, and halves neither a character nor its encoding", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 40 }), (text, longest) => {
        const encoded = (character: string) => `\\${character}`;
        const cut = cutTo(text, longest, encoded);
        expect(cut.length).toBeLessThanOrEqual(longest);
        const whole = [...text].map(encoded).join("");
        if (cut !== whole) {
          expect(cut.endsWith("…")).toBe(true);
          expect(whole.startsWith(cut.slice(0, -1))).toBe(true);
          expect(cut.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 10, 21);
  it.each([
    ["30", "", 30_000],
    ["1.5", "", 1_500],
    [new Date(now + 90_000).toUTCString(), "", 90_000],
    ["Mon, 01 Jan 2001 00:00:00 GMT", "", 0],
    [null, '{"retry_after": 0.65, "global": false}', 650],
    [null, '{"ok": false, "parameters": {"retry_after": 7}}', 7_000],
    ["999999", "", 3_600_000],
    [null, "no_service", null],
    ["soon", "[]", null],
    [null, '{"retry_after": "1"}', null],
  ])("%s %s is %s ms", (header, body, expected) => {
    expect(retryAfterMs(header, body, now)).toBe(expected);
  });
});

describe("what a channel wants", () => {
  it("is by kind and least severity; a report is wanted whatever its severity; nothing while it is off", () => {
    const wishes = { ...defaultWishes, kinds: ["security", "report"] as const };
    expect(wants(wishes, noticeOf({ severity: "warning" }))).toBe(true);
    expect(wants(wishes, noticeOf({ severity: "info" }))).toBe(false);
    expect(wants(wishes, noticeOf({ kind: "trading", severity: "critical" }))).toBe(false);
    expect(wants(wishes, noticeOf({ kind: "report", severity: "info" }))).toBe(true);
    expect(wants({ ...wishes, enabled: false }, noticeOf())).toBe(false);
  });
});

describe("ASVS 1.3.6: a channel's URL", () => {
  const good: ChannelTarget[] = [
    { type: "slack", url: "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX" },
    { type: "discord", url: "https://discord.com/api/webhooks/223704706495545344/3d89bb75-72e0_xyz" },
    { type: "discord", url: "https://canary.discord.com/api/v10/webhooks/1/x" },
    { type: "webhook", url: "https://example.org/hook?x=1" },
  ];
  it.each(good)("$type $url is taken", (target) => {
    expect(checkTarget(target)).toEqual({ ok: true, value: target });
  });

  it.each([
    { type: "slack", url: "https://hooks.slack.com.evil.org/services/T0/B0/X" },
    { type: "slack", url: "https://evil.org/services/T0/B0/X" },
    { type: "slack", url: "https://hooks.slack.com/services/../api/x" },
    { type: "slack", url: "https://hooks.slack.com/services/T0/B0/X?x=1" },
    { type: "slack", url: "http://hooks.slack.com/services/T0/B0/X" },
    { type: "slack", url: "https://hooks.slack.com@evil.org/services/T0/B0/X" },
    { type: "discord", url: "https://discord.com/api/webhooks/1/x/slack" },
    { type: "discord", url: "https://discord.com/api/webhooks/1/x/../../../users/@me" },
    { type: "discord", url: "https://discord.com.evil.org/api/webhooks/1/x" },
    { type: "webhook", url: "https://127.0.0.1/" },
    { type: "webhook", url: "https://[::ffff:169.254.169.254]/" },
    { type: "webhook", url: "https://metadata.internal/" },
  ] satisfies ChannelTarget[])("$type $url is refused", (target) => {
    expect(checkTarget(target)).toMatchObject({ ok: false, error: { code: "url_refused" } });
  });

  it.each([
    "123:short",
    "12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/../x",
    "abc:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ])("a bot's token %s cannot lead anywhere but to its own bot", (botToken) => {
    expect(targetSchema.safeParse({ type: "telegram", botToken, chatId: "1" }).success).toBe(false);
  });
});

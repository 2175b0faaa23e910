import fc from "fast-check";
import type { Notice } from "./notice.ts";

/** What people have tried to get through such channels. */
const HOSTILE = [
  "<!channel> <!here> <@U024BE7LH> <https://evil.example|your bank>",
  "@everyone @here <@1234> <@&99> <#5>",
  "[click](https://evil.example) ||spoiler|| **bold** ~~no~~ `code` ```block```",
  "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>",
  "Subject\r\nBcc: everybody@example.com\r\n\r\nbody",
  "a\u0000b\u001b[31mred\u202egnp.exe\u2066\ud800",
  "&lt;!channel&gt; &amp;",
  "@admin /start #hashtag https://evil.example tg://user?id=1",
  "# heading\n> quote\n- item\n1. one",
];

export const hostileText = (maxLength: number) =>
  fc
    .array(
      fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 200 }), fc.string()),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join(" ").slice(0, maxLength));

/** Any notice that the schema takes, with hostile texts in every place. */
export const anyNotice: fc.Arbitrary<Notice> = fc.record({
  id: fc.string({ minLength: 1, maxLength: 80 }),
  kind: fc.constantFrom("security", "emergency", "trading", "person", "report", "test"),
  severity: fc.constantFrom("info", "warning", "critical"),
  atMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  title: hostileText(160).map((text) => text || "-"),
  text: fc.oneof(hostileText(4_000), fc.constant("&".repeat(4_000)), fc.constant("*".repeat(4_000))),
  advice: fc.option(hostileText(1_000), { nil: null }),
  facts: fc.array(fc.tuple(hostileText(60), hostileText(200)), { maxLength: 20 }),
});

/** A plain one for tests that look at something else. */
export function noticeOf(more: Partial<Notice> = {}): Notice {
  return {
    id: "n-1",
    kind: "security",
    severity: "warning",
    atMs: Date.UTC(2026, 10, 21, 17, 36, 50),
    title: "Logins from 40 addresses",
    text: "Somebody tries passwords.",
    advice: "Look at the list of sessions.",
    facts: [["Address", "192.0.2.7"]],
    ...more,
  };
}

import { expect, it } from "vitest";
import { auditDraftSchema } from "./draft.ts";
import { makeDraft } from "./make-draft.ts";
import { type AuditNews, happeningOf } from "./news.ts";

const person = `usr_${"A".repeat(26)}`;

function draftOf(news: AuditNews) {
  return auditDraftSchema.parse(makeDraft(happeningOf(news), 1, new Uint8Array(16)));
}

it("news told with ids become an entry that knows persons from programs and things", () => {
  expect(
    draftOf({
      actor: person,
      action: "member.changed",
      subject: `usr_${"B".repeat(26)}`,
      address: "203.0.113.7",
      before: { role: "trader" },
      after: { role: "viewer" },
    }),
  ).toMatchObject({
    verdict: "done",
    who: { kind: "person", id: person, address: "203.0.113.7" },
    subject: { kind: "person" },
    changes: [{ field: "role", before: "trader", after: "viewer" }],
  });
  expect(draftOf({ actor: "bootstrap", action: "key.made", subject: "k1" })).toMatchObject({
    who: { kind: "bootstrap", id: null },
    subject: { kind: "key" },
  });
  expect(draftOf({ actor: "tok1", action: "session.ended", subject: "s1" })).toMatchObject({
    who: { kind: "token", id: "tok1" },
    subject: { kind: "session" },
  });
});

it("news of a refusal carry its code, also when nobody said which", () => {
  const refused = { actor: person, action: "login.failed", subject: person, verdict: "refused" } as const;
  expect(draftOf({ ...refused, reason: "wrong_password" })).toMatchObject({
    verdict: "refused",
    code: "wrong_password",
  });
  expect(draftOf(refused)).toMatchObject({ verdict: "refused", code: "refused" });
});

import { describe, expect, it } from "vitest";
import { lockHolds, refuseLock, refuseUnlock } from "./member-lock.ts";
import { type MemberRole, memberRoleSchema } from "./roles.ts";

const attempt = (role: MemberRole, of: MemberRole, by = "usr_a") => ({
  by,
  role,
  member: { userId: "usr_b", role: of },
});

describe("locking a member", () => {
  it("is for owners and admins, and reaches no role above their own", () => {
    for (const role of memberRoleSchema.options) {
      for (const of of memberRoleSchema.options) {
        const allowed = role === "owner" || (role === "admin" && of !== "owner");
        expect(refuseLock(attempt(role, of), 1)?.code, `${role} ${of}`).toBe(
          allowed ? undefined : "forbidden",
        );
        expect(refuseUnlock(attempt(role, of)) === null).toBe(allowed);
      }
    }
  });

  it("reaches nobody oneself, and never the last owner", () => {
    expect(refuseLock(attempt("owner", "owner", "usr_b"), 5)?.code).toBe("own_membership");
    expect(refuseLock(attempt("owner", "owner"), 0)?.code).toBe("last_owner");
    expect(refuseLock(attempt("owner", "admin"), 0)).toBeNull();
  });
});

describe("a lock", () => {
  it("holds until its end, or for good", () => {
    expect(lockHolds(null, 5)).toBe(false);
    expect(lockHolds({ untilMs: null }, Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(lockHolds({ untilMs: 5 }, 4)).toBe(true);
    expect(lockHolds({ untilMs: 5 }, 5)).toBe(false);
  });
});

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultPeriods } from "../../../src/domain/retention/periods.ts";
import { rowsOf } from "../support/alarms.ts";
import { as, freshTenantId, loggedIn, logIn, makePerson } from "../support/people.ts";

const DAY_MS = 86_400_000;

afterEach(() => {
  vi.useRealTimers();
});

describe("ASVS 14.2.7: sessions that ended", () => {
  it("are kept a year with their addresses, then deleted with their tokens; one that lives is not touched", async () => {
    const startMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: startMs });
    const person = await makePerson(freshTenantId(), "owner");
    const user = env.USER.getByName(person.user.id);
    expect((await as(person, "/api/auth/logout", { method: "POST" })).status).toBe(200);
    vi.setSystemTime(startMs + (defaultPeriods.sessions - 1) * DAY_MS);
    await runDurableObjectAlarm(user);
    expect(await rowsOf(user, "sessions")).toBe(1);
    const now = await loggedIn(await logIn(person.email));
    vi.setSystemTime(startMs + (defaultPeriods.sessions + 1) * DAY_MS);
    for (let round = 0; round < 2; round++) await runDurableObjectAlarm(user);
    expect(await rowsOf(user, "sessions")).toBe(1);
    expect(await rowsOf(user, `refresh_tokens WHERE session_id = '${person.sessionId}'`)).toBe(0);
    // The address of the login before is forgotten, that of the last one is not.
    expect(await rowsOf(user, "known_addresses")).toBe(1);
    expect((await user.sessions(now.sessionId)).ok).toBe(true);
    vi.setSystemTime(startMs + defaultPeriods.sessions * 2 * DAY_MS);
    for (let round = 0; round < 2; round++) await runDurableObjectAlarm(user);
    expect(await rowsOf(user, "sessions")).toBe(0);
    // The person and the password are no session.
    expect((await logIn(person.email)).status).toBe(200);
  });

  it("are kept as each tenant has it: the shorter time of one does not shorten that of the other", async () => {
    const startMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: startMs });
    const person = await makePerson(freshTenantId(), "owner");
    const user = env.USER.getByName(person.user.id);
    const told = (tenantId: string, version: number, sessions: number) =>
      JSON.stringify({ tenantId, version, periods: { ...defaultPeriods, sessions } });
    await user.applyRetention([told(freshTenantId(), 1, 30)]);
    vi.setSystemTime(startMs + 31 * DAY_MS);
    await runDurableObjectAlarm(user);
    expect(await rowsOf(user, "sessions")).toBe(1);
    await user.applyRetention([told(person.tenantId, 2, 30)]);
    await user.applyRetention([told(person.tenantId, 1, 900)]);
    await runDurableObjectAlarm(user);
    expect(await rowsOf(user, "sessions")).toBe(0);
  });
});

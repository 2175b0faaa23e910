import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { originOf, originText } from "./origin.ts";
import {
  event,
  failed,
  findingsOf,
  login,
  MINUTE_MS,
  PERSON,
  ruleNamed,
  START_MS,
  STRATEGY,
} from "./security-test-support.ts";
import { storedRules } from "./stored-rules.ts";

const every = (pauseMs: number, count: number) =>
  Array.from({ length: count }, (_, at) => START_MS + at * pauseMs);
const found = (name: Parameters<typeof ruleNamed>[0], events: Parameters<typeof findingsOf>[1]) =>
  findingsOf(name, events).map(({ subject }) => subject.kind);

describe("brute force", () => {
  it("of one address is found with its fifth failure, whomever it tries", () => {
    const tries = every(1_000, 5).map((atMs, at) => failed({ atMs, personId: `usr_${at}` }));
    expect(found("brute_force", tries.slice(0, 4))).toEqual([]);
    expect(found("brute_force", tries)).toEqual(["address"]);
  });

  it("of one person is found with the tenth failure, from wherever they come", () => {
    const tries = every(1_000, 10).map((atMs, at) => failed({ atMs, address: `198.51.100.${at}` }));
    expect(found("brute_force", tries.slice(0, 9))).toEqual([]);
    const [one] = findingsOf("brute_force", tries);
    expect(one).toMatchObject({ subject: { kind: "person", id: PERSON }, severity: "warning" });
    expect(one?.cause).toContain("10 times within 15 minutes");
  });

  it("of a hook counts what an entry stands for, not the entries", () => {
    const subject = { kind: "strategy", id: STRATEGY };
    const refused = { refused: true, code: "wrong_secret", subject, personId: null, address: null };
    const once = event("hook.refused", refused);
    expect(found("brute_force", [once, { ...once, count: 18 }])).toEqual([]);
    expect(found("brute_force", [once, { ...once, count: 19 }])).toEqual(["strategy"]);
  });

  it("of an agent's link and of pairing codes is told of the account", () => {
    const subject = { kind: "account", id: "acc_1" };
    for (const action of ["agent.link_refused", "agent.pairing_refused"] as const) {
      const refused = event(action, { refused: true, subject, personId: null, address: null, count: 20 });
      expect(found("brute_force", [refused])).toEqual(["account"]);
    }
  });

  it("is not what a forgetful person does: four failures every quarter of an hour, for a year", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 14 * MINUTE_MS }), { maxLength: 4 }), (offsets) => {
        const sorted = offsets.toSorted((a, b) => a - b);
        // Failures at the same places of every second quarter: none shares a window with another quarter's.
        const tries = every(30 * MINUTE_MS, 50).flatMap((startMs) =>
          sorted.map((offsetMs) => failed({ atMs: startMs + offsetMs })),
        );
        expect(findingsOf("brute_force", tries)).toEqual([]);
      }),
    );
  });

  it("spread over any quarter of an hour is found, wherever its failures lie in it", () => {
    const offset = fc.integer({ min: 0, max: 14 * MINUTE_MS });
    fc.assert(
      fc.property(fc.array(offset, { minLength: 5, maxLength: 9 }), (offsets) => {
        const tries = offsets.toSorted((a, b) => a - b).map((ms) => failed({ atMs: START_MS + ms }));
        expect(found("brute_force", tries)).toContain("address");
      }),
    );
  });
});

describe("a login after failures", () => {
  const tries = every(10_000, 10).map((atMs) => failed({ atMs }));
  const success = (atMs: number) => login(null, { atMs, address: "203.0.113.9" });

  it("is critical after ten of them within the hour, and told once", () => {
    const [one, ...more] = findingsOf("login_after_failures", [
      ...tries,
      success(START_MS + 5 * MINUTE_MS),
      success(START_MS + 6 * MINUTE_MS),
    ]);
    expect(one).toMatchObject({ severity: "critical", subject: { id: PERSON } });
    expect(one?.cause).toContain("203.0.113.9");
    expect(more).toEqual([]);
  });

  it("is none after nine, nor when they are older than an hour", () => {
    const later = success(START_MS + 65 * MINUTE_MS);
    expect(
      findingsOf("login_after_failures", [...tries.slice(1), success(START_MS + MINUTE_MS * 2)]),
    ).toEqual([]);
    expect(findingsOf("login_after_failures", [...tries, later])).toEqual([]);
  });
});

describe("many sessions", () => {
  it("are ten within ten minutes, or five addresses within half an hour", () => {
    const begun = every(50_000, 10).map((atMs) => login(null, { atMs }));
    expect(findingsOf("many_sessions", begun.slice(0, 9))).toEqual([]);
    expect(findingsOf("many_sessions", begun)[0]?.cause).toContain("10 sessions");
    const travelling = every(7 * MINUTE_MS, 5).map((atMs, at) =>
      login(null, { atMs, address: `192.0.2.${at}` }),
    );
    expect(findingsOf("many_sessions", travelling.slice(0, 4))).toEqual([]);
    expect(findingsOf("many_sessions", travelling)[0]?.cause).toContain("5 different addresses");
  });

  it("are not what a program does that logs in every two minutes, however long", () => {
    const begun = every(2 * MINUTE_MS, 1_000).map((atMs) => login(null, { atMs }));
    expect(findingsOf("many_sessions", begun)).toEqual([]);
  });
});

describe("a new country or device", () => {
  const firefox = originText({ device: "Firefox on Windows", country: "DE" });

  it("is none at the first login of all", () => {
    for (const name of ["new_country", "new_device"] as const) {
      expect(findingsOf(name, [login(firefox)])).toEqual([]);
    }
  });

  it("is found once, and known from then on", () => {
    const elsewhere = login(originText({ device: "Firefox on Windows", country: "BR" }));
    const phone = login(originText({ device: "Safari on iOS", country: "DE" }));
    const events = [login(firefox), elsewhere, phone, login(firefox), elsewhere, phone];
    expect(findingsOf("new_country", events).map(({ cause }) => cause)).toEqual([
      "A login came from the country BR (address 192.0.2.7), from where this member never did before.",
    ]);
    expect(findingsOf("new_device", events)).toHaveLength(1);
  });

  it("is none while the platform tells no country, and what it tells later is a beginning", () => {
    const unknown = login(originText(originOf("curl/8.9", undefined)));
    const known = login(originText(originOf("curl/8.9", "DE")));
    expect(findingsOf("new_country", [unknown, unknown, known, unknown, known])).toEqual([]);
  });

  it("is kept as digests only", () => {
    const rule = ruleNamed("new_country");
    const { state } = rule.step(null, login(firefox), { kind: "person", id: PERSON }, () => "digest");
    expect(JSON.parse(state)).toEqual([{ digest: "digest", lastAtMs: START_MS }]);
  });

  it("after half a year is new again", () => {
    const dayMs = 24 * 60 * MINUTE_MS;
    const at = (day: number, country: string) =>
      login(originText({ device: "Chrome on macOS", country }), { atMs: START_MS + day * dayMs });
    const steady = [at(0, "DE"), at(1, "FR"), at(100, "DE"), at(200, "DE"), at(201, "FR")];
    expect(findingsOf("new_country", steady).map(({ atMs }) => (atMs - START_MS) / dayMs)).toEqual([1, 201]);
  });
});

describe("every rule", () => {
  it("goes on from a state that another version wrote as from none", () => {
    for (const rule of storedRules) {
      const one = rule.subjectsOf(failed()).length > 0 ? failed() : login("curl");
      const [subject] = rule.subjectsOf(one);
      if (subject === undefined) throw new Error(`${rule.name} looks at neither`);
      const fresh = rule.step(null, one, subject, (text) => text);
      expect(rule.step('{"other":1}', one, subject, (text) => text)).toEqual(fresh);
    }
  });

  it("keeps a state of a few kilobytes whatever comes", () => {
    const anything = fc.record({
      atMs: fc.integer({ min: START_MS, max: START_MS + 1e9 }),
      count: fc.integer({ min: 1, max: 1e6 }),
      address: fc.ipV4(),
      agent: fc.string({ maxLength: 60 }),
      action: fc.constantFrom("login.failed" as const, "session.begun" as const),
    });
    fc.assert(
      fc.property(fc.array(anything, { minLength: 200, maxLength: 400 }), (events) => {
        for (const rule of storedRules) {
          let state: string | null = null;
          const subject = { kind: "person", id: PERSON } as const;
          for (const one of events) {
            const made = event(one.action, one);
            if (rule.subjectsOf(made).length === 0) continue;
            state = rule.step(state, made, subject, (text) => text.padEnd(64).slice(0, 64)).state;
          }
          expect(state?.length ?? 0).toBeLessThan(8_000);
        }
      }),
      { numRuns: 30 },
    );
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { makeReadyAccount, type TestAgent } from "../support/agent.ts";
import {
  alertsOf,
  api,
  buy,
  makeStrategy,
  post,
  problemOf,
  storyOf,
  type TestStrategy,
} from "../support/gateway.ts";

/** Everything here comes from the right sender: it must be answered clearly, listed, and not traded. */

interface BadInput {
  readonly what: string;
  readonly body: (secret: string) => string | Uint8Array;
  readonly code: string;
  readonly status?: number;
  /** What the message has at the place that the answer names. */
  readonly at?: string;
}

const timeAgo = (ms: number) => new Date(Date.now() - ms).toISOString();

function withByte(text: string, mark: string, byte: number): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  bytes[text.indexOf(mark)] = byte;
  return bytes;
}

const cases: readonly BadInput[] = [
  {
    what: "bytes that are not UTF-8",
    body: (secret) => withByte(buy(secret, { comment: "?" }), "?", 0xff),
    code: "invalid_utf8",
    at: "\ufffd",
  },
  {
    what: "a key that comes twice",
    body: (secret) => buy(secret).replace('"lots"', '"lots":"5","lots"'),
    code: "duplicate_key",
    at: '"lots":"0.1"',
  },
  {
    what: "a number that JavaScript would change",
    body: (secret) => buy(secret).replace('"0.1"', "0.10000000000000000001"),
    code: "number_not_exact",
    at: "0.10000000000000000001",
  },
  {
    what: "a prototype name as key",
    body: (secret) => buy(secret).replace("{", '{"__proto__":{"lots":"9"},'),
    code: "forbidden_key",
    at: '"__proto__"',
  },
  {
    what: "more than 16 levels",
    body: (secret) => buy(secret).replace('"0.1"', `${"[".repeat(16)}${"]".repeat(16)}`),
    code: "too_deep",
    at: "[]",
  },
  { what: "JSON that breaks off", body: (secret) => buy(secret).slice(0, -1), code: "malformed_json" },
  { what: "two JSON documents", body: (secret) => buy(secret) + buy(secret), code: "malformed_json" },
  { what: "no action", body: (secret) => JSON.stringify({ secret, lots: "0.1" }), code: "missing_action" },
  {
    what: "an unknown symbol",
    body: (secret) => buy(secret, { symbol: "EURUSX" }),
    code: "unknown_symbol",
    at: "EURUSX",
  },
  { what: "a volume of 0", body: (secret) => buy(secret, { lots: 0 }), code: "not_positive", at: "0}" },
  { what: "a volume of -1", body: (secret) => buy(secret, { lots: "-1" }), code: "not_positive", at: "-1" },
  {
    what: "a volume of 1e400",
    body: (secret) => buy(secret).replace('"0.1"', "1e400"),
    code: "number_not_exact",
    at: "1e400",
  },
  { what: "a volume of 1e400 as text", body: (secret) => buy(secret, { lots: "1e400" }), code: "too_large" },
  { what: "a volume of NaN", body: (secret) => buy(secret).replace('"0.1"', "NaN"), code: "malformed_json" },
  { what: "a volume of NaN as text", body: (secret) => buy(secret, { lots: "NaN" }), code: "not_a_number" },
  {
    what: "a volume off the step",
    body: (secret) => buy(secret, { lots: "0.015" }),
    code: "volume_off_step",
  },
  {
    what: "a volume above the account's limit",
    body: (secret) => buy(secret, { lots: "11" }),
    code: "volume_too_large",
  },
  {
    what: "a stop loss on the wrong side",
    body: (secret) => buy(secret, { type: "limit", entry_price: "1.1", sl_price: "1.2" }),
    code: "stop_loss_wrong_side",
  },
  {
    what: "a stale time",
    body: (secret) => buy(secret, { time: timeAgo(60_000) }),
    code: "stale",
    status: 409,
  },
  {
    what: "a future time",
    body: (secret) => buy(secret, { time: timeAgo(-60_000) }),
    code: "fired_in_future",
    status: 409,
  },
  {
    what: "two commands in one message",
    body: (secret) => `60123456789,buy,closeshort,EURUSD,vol_lots=0.1,secret=${secret}`,
    code: "two_commands",
    at: "closeshort",
  },
  {
    what: "an unknown key",
    body: (secret) => buy(secret, { sl_pip: "20" }),
    code: "unknown_key",
    at: '"sl_pip"',
  },
  {
    what: "a placeholder that was not filled in",
    body: (secret) => buy(secret, { lots: "{{strategy.order.contracts}}" }),
    code: "unresolved_placeholder",
    at: "{{",
  },
  {
    what: "a sizing whose formula is documented nowhere",
    body: (secret) => buy(secret, { lots: undefined, balance_percent_lots: "1" }),
    code: "size_formula_unknown",
  },
  { what: "nothing but the secret", body: (secret) => `secret=${secret}`, code: "unknown_command" },
];

describe("bad input from the right sender", () => {
  let agent: TestAgent;
  let strategy: TestStrategy;

  beforeAll(async () => {
    agent = await makeReadyAccount();
    strategy = await makeStrategy({ routes: [{ accountId: agent.accountId }] });
  });

  for (const { what, body, code, status = 422, at } of cases) {
    it(`${what} is refused with ${code}, is kept in the list, and gives no order`, async () => {
      const response = await post(strategy.id, body(strategy.secret));
      const text = await response.clone().text();
      const problem = await problemOf(response);
      expect({ status: problem.status, code: problem.code }).toEqual({ status, code });
      expect(text).not.toContain(strategy.secret);
      expect(text).not.toMatch(/\bat \S+ \(|\.ts\b|stack/);

      const { alert, orders } = await storyOf(problem.alertId ?? "");
      expect(alert).toMatchObject({
        verdict: "refused",
        outcome: null,
        final: true,
        strategyId: strategy.id,
      });
      expect(alert.refusal).toMatchObject({ code, message: problem.detail });
      expect(alert.refusal?.at).toBe(problem.at);
      expect(alert.body).not.toContain(strategy.secret);
      // The stored body is masked character for character, so the place still fits.
      if (at !== undefined) expect(alert.body.slice(problem.at).startsWith(at)).toBe(true);
      expect(orders).toEqual([]);
    });
  }

  it("leaves one line each in the strategy's list and no order on the account", async () => {
    const alerts = await alertsOf(strategy.id);
    expect(alerts).toHaveLength(cases.length);
    expect(alerts.every(({ verdict }) => verdict === "refused")).toBe(true);
    const orders = await (await api(`/api/accounts/${agent.accountId}/orders`)).json();
    expect(orders).toEqual({ items: [], next: null });
    expect(agent.received.some(({ type }) => type === "order")).toBe(false);
  });
});

import { createHmac, timingSafeEqual } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authenticateHook, type HookCrypto, type HookProof } from "./hook-authentication.ts";

const crypto: HookCrypto = {
  hmacSha256(key, parts, encoding) {
    const hmac = createHmac("sha256", key);
    for (const part of parts) hmac.update(part);
    return hmac.digest(encoding);
  },
  sameText(a, b) {
    return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
  },
};

const OLD = "sp_hook_old";
const NEW = "sp_hook_new";
const NOW = 1_800_000_000_000;
const body = new TextEncoder().encode('{"action":"buy"}');

function proof(changes: Partial<HookProof> = {}): HookProof {
  return { body, secretsInBody: [], headers: {}, receivedAtMs: NOW, ...changes };
}

function check(changes: Partial<HookProof>, secrets = [OLD, NEW]) {
  return authenticateHook(proof(changes), secrets, crypto);
}

function standard(secret: string, { id = "msg_1", atMs = NOW, signed = body, list = "" } = {}) {
  const timestamp = String(Math.floor(atMs / 1000));
  const key = Buffer.from(Buffer.from(secret).toString("base64"), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(signed).digest("base64");
  return { webhookId: id, webhookTimestamp: timestamp, webhookSignature: `${list}v1,${mac}` };
}

describe("a secret in the body", () => {
  it("opens the hook when it is one of the two live ones", () => {
    expect(check({ secretsInBody: [OLD] }).ok).toBe(true);
    expect(check({ secretsInBody: ["sp_hook_other", NEW] }).ok).toBe(true);
  });

  it("opens nothing when it is missing, another strategy's, or no longer live", () => {
    expect(check({})).toMatchObject({ ok: false, error: { code: "wrong_secret" } });
    expect(check({ secretsInBody: ["sp_hook_other"] })).toMatchObject({ error: { code: "wrong_secret" } });
    expect(check({ secretsInBody: [OLD] }, [NEW]).ok).toBe(false);
    expect(check({ secretsInBody: [""] }, []).ok).toBe(false);
  });

  it("is told by its place in the list, so that its owner sees which one is still in use", () => {
    expect(check({ secretsInBody: ["sp_hook_other", OLD] })).toMatchObject({ value: { secret: 0 } });
    expect(check({ secretsInBody: [NEW] })).toMatchObject({ value: { secret: 1 } });
  });

  it("is never named in the refusal", () => {
    const refused = check({ secretsInBody: ["sp_hook_other"] });
    expect(JSON.stringify(refused)).not.toContain("other");
  });
});

describe("X-Signature", () => {
  const sign = (secret: string) => createHmac("sha256", secret).update(body).digest("hex");

  it("opens the hook in either letter case", () => {
    expect(check({ headers: { xSignature: sign(NEW) } })).toMatchObject({
      value: { by: "x-signature", secret: 1 },
    });
    expect(check({ headers: { xSignature: sign(OLD).toUpperCase() } }).ok).toBe(true);
  });

  it("opens nothing when it is over another body, of another key or malformed", () => {
    const signature = sign(NEW);
    expect(check({ headers: { xSignature: signature }, body: new Uint8Array([1]) }).ok).toBe(false);
    for (const xSignature of [sign("other"), "", "zz", `${signature}00`, `sha256=${signature}`]) {
      expect(check({ headers: { xSignature } })).toMatchObject({ error: { code: "wrong_signature" } });
    }
  });

  it("must be right even when the secret is in the body", () => {
    expect(check({ headers: { xSignature: sign("other") }, secretsInBody: [NEW] }).ok).toBe(false);
  });
});

describe("Standard Webhooks", () => {
  it("open the hook and give the message its permanent id", () => {
    expect(check({ headers: standard(NEW) })).toEqual({
      ok: true,
      value: { by: "standard-webhooks", webhookId: "msg_1", secret: 1 },
    });
  });

  it("need only one right signature in the list, as during a rotation", () => {
    expect(check({ headers: standard(OLD, { list: "v1a,AAAA v1,AAAA " }) }).ok).toBe(true);
  });

  it("are taken up to 300 s off the gateway's clock, either way, and no further", () => {
    for (const [offset, expected] of [
      [299_000, true],
      [-299_000, true],
      [301_000, false],
      [-301_000, false],
    ] as const) {
      expect(check({ headers: standard(NEW, { atMs: NOW + offset }) }).ok).toBe(expected);
    }
  });

  it("open nothing when id, time or body are not what was signed", () => {
    const headers = standard(NEW);
    for (const changed of [
      { ...headers, webhookId: "msg_2" },
      { ...headers, webhookId: undefined },
      { ...headers, webhookTimestamp: String(Number(headers.webhookTimestamp) + 1) },
      { ...headers, webhookTimestamp: `${headers.webhookTimestamp}.0` },
      { ...headers, webhookTimestamp: undefined },
      { ...headers, webhookSignature: "" },
      standard("other"),
      standard(NEW, { signed: new TextEncoder().encode("other") }),
    ]) {
      expect(check({ headers: changed })).toMatchObject({ error: { code: "wrong_signature" } });
    }
  });

  it("refuse an id with dots, since dots part the signed text", () => {
    expect(check({ headers: standard(NEW, { id: "a.1800000000" }) }).ok).toBe(false);
  });

  it("are checked with a bounded number of comparisons", () => {
    let comparisons = 0;
    const counting: HookCrypto = {
      ...crypto,
      sameText(a, b) {
        comparisons++;
        return crypto.sameText(a, b);
      },
    };
    const headers = standard(NEW, { list: "v1,AAAA ".repeat(500) });
    authenticateHook(proof({ headers }), [OLD, NEW], counting);
    expect(comparisons).toBeLessThanOrEqual(16);
  });
});

it("nothing but the secret opens the hook, and nothing makes the check throw", () => {
  const text = fc.option(fc.string(), { nil: undefined });
  const headers = fc.record({
    xSignature: text,
    webhookId: text,
    webhookTimestamp: text,
    webhookSignature: text,
  });
  fc.assert(
    fc.property(headers, fc.array(fc.string()), (given, secretsInBody) => {
      expect(check({ headers: given, secretsInBody }).ok).toBe(false);
    }),
  );
});

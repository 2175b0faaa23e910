import { describe, expect, it, vi } from "vitest";
import { api, makeStrategy, post, problemOf, request } from "../support/gateway.ts";

/** One answer of each kind: data, refusals, pages, the hook, the agent's link. */
async function everyKind(): Promise<[string, Response][]> {
  const { id } = await makeStrategy();
  const json = { "content-type": "application/json" };
  return [
    ["data", await api("/api/accounts")],
    ["nobody", await request("/api/accounts")],
    ["a body that is none", await api("/api/accounts", { method: "POST", body: "{" })],
    ["health", await request("/healthz")],
    ["keys", await request("/.well-known/jwks.json")],
    ["nothing there", await request("/nowhere")],
    ["the page", await request("/desk/")],
    ["a hook that refuses", await post(id, "buy")],
    ["a hook that is called wrongly", await request(`/hook/${id}`)],
    ["no upgrade", await request("/agent/link?account=x")],
    [
      "an upgrade that the account refuses",
      await request(`/agent/link?account=acc_${"0".repeat(26)}`, {
        headers: { upgrade: "websocket", authorization: "Bearer x" },
      }),
    ],
    ["pairing", await request("/agent/pair", { method: "POST", headers: json, body: "{}" })],
    ["a report", await request("/csp-report", { method: "POST", headers: json, body: "[]" })],
  ];
}

describe("every answer", () => {
  it("ASVS 3.4.1, 3.4.4, 3.4.5, 3.4.6, 3.4.8, 3.5.8: carries the headers that browsers go by", async () => {
    for (const [kind, { headers }] of await everyKind()) {
      expect(headers.get("strict-transport-security"), kind).toBe("max-age=63072000; includeSubDomains");
      expect(headers.get("x-content-type-options"), kind).toBe("nosniff");
      expect(headers.get("referrer-policy"), kind).toBe("no-referrer");
      expect(headers.get("content-security-policy"), kind).toContain("frame-ancestors 'none'");
      expect(headers.get("cross-origin-opener-policy"), kind).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy"), kind).toBe("same-origin");
      expect(headers.get("permissions-policy"), kind).toContain("camera=()");
    }
  });

  it("ASVS 3.2.1: that is no page can load, frame and run nothing, should a browser show it", async () => {
    for (const [kind, { headers }] of await everyKind()) {
      if (headers.get("content-type")?.startsWith("text/html")) continue;
      expect(headers.get("content-security-policy"), kind).toContain("default-src 'none'");
      expect(headers.get("content-security-policy"), kind).not.toContain("nonce");
    }
  });

  it("ASVS 4.1.1: with a body says of what type and in what characters it is", async () => {
    for (const [kind, response] of await everyKind()) {
      if ((await response.clone().text()) === "") continue;
      expect(response.headers.get("content-type"), kind).toMatch(/^[a-z]+\/[a-z+-]+; charset=utf-8$/i);
    }
  });

  it("ASVS 14.3.2: that is data is kept in no cache", async () => {
    for (const [kind, { headers }] of await everyKind()) {
      if (kind === "keys") expect(headers.get("cache-control")).toBe("public, max-age=300");
      else expect(headers.get("cache-control"), kind).toBe("no-store");
    }
  });

  it("ASVS 13.4.6: names no software and no version", async () => {
    for (const [kind, { headers }] of await everyKind()) {
      for (const name of ["server", "x-powered-by", "via"]) expect(headers.get(name), kind).toBeNull();
    }
  });
});

describe("the policy of a page", () => {
  it("ASVS 3.4.3, 3.4.7: runs what carries the nonce, wants trusted types, and reports", async () => {
    const { headers } = await request("/desk/");
    const policy = new Map(
      (headers.get("content-security-policy") ?? "").split("; ").map((text): [string, string] => {
        const [name = "", ...values] = text.split(" ");
        return [name, values.join(" ")];
      }),
    );
    expect(policy.get("default-src")).toBe("'none'");
    expect(policy.get("object-src")).toBe("'none'");
    expect(policy.get("base-uri")).toBe("'none'");
    expect(policy.get("frame-ancestors")).toBe("'none'");
    expect(policy.get("form-action")).toBe("'self'");
    expect(policy.get("script-src")).toMatch(/^'nonce-[\w-]{24}' 'strict-dynamic'$/);
    expect(policy.get("require-trusted-types-for")).toBe("'script'");
    expect(policy.get("trusted-types")).toBe("default");
    expect(policy.get("report-uri")).toBe("/csp-report");
    expect(headers.get("reporting-endpoints")).toBe(`${policy.get("report-to")}="/csp-report"`);
  });
});

describe("plain HTTP from elsewhere", () => {
  it("ASVS 4.1.2: is refused and not redirected, whatever is asked", async () => {
    for (const [path, method] of [
      ["/api/accounts", "GET"],
      ["/api/auth/login", "POST"],
      ["/security/audit-log", "GET"],
      [`/hook/str_${"0".repeat(26)}`, "POST"],
      ["/agent/pair", "POST"],
      ["/", "GET"],
    ] as const) {
      const refused = await request(`http://gateway.test${path}`, { method, redirect: "manual" });
      expect(await problemOf(refused), path).toMatchObject({ status: 403, code: "https_required" });
      expect(refused.headers.get("strict-transport-security")).toBeNull();
    }
  });

  it("ASVS 4.4.1: opens no socket", async () => {
    const refused = await request(`http://gateway.test/agent/link?account=acc_${"0".repeat(26)}`, {
      headers: { upgrade: "websocket" },
    });
    expect(await problemOf(refused)).toMatchObject({ code: "https_required" });
    expect(refused.webSocket).toBeNull();
  });

  it("may ask for health, as load balancers do", async () => {
    expect((await request("http://gateway.test/healthz")).status).toBe(200);
  });

  it("is answered on one machine", async () => {
    expect((await request("http://127.0.0.1:8787/desk/")).status).toBe(200);
  });
});

describe("POST /csp-report", () => {
  const report = (body: string, type = "application/csp-report") =>
    request("/csp-report", { method: "POST", headers: { "content-type": type }, body });

  it("ASVS 3.4.7: takes what browsers send, keeps none of it, and is bounded in size and number", async () => {
    const log = vi.spyOn(console, "warn").mockReturnValue();
    const violation = { "csp-report": { "effective-directive": "img-src", "blocked-uri": "inline" } };
    const taken = await report(JSON.stringify(violation));
    expect(taken.status).toBe(204);
    expect(await taken.text()).toBe("");
    expect((await report(JSON.stringify([]), "application/reports+json")).status).toBe(204);
    expect(await problemOf(await report("<html>", "text/html"))).toMatchObject({ status: 415 });
    expect((await report("{", "application/csp-report")).status).toBe(422);
    const large = JSON.stringify({ "csp-report": { "blocked-uri": "x".repeat(20_000) } });
    expect(await problemOf(await report(large))).toMatchObject({ status: 413, code: "body_too_large" });
    let last = taken;
    for (let i = 0; i < 40; i++) last = await report(JSON.stringify(violation));
    expect(last.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await problemOf(last)).toMatchObject({ status: 429, code: "rate_limited" });
    const line =
      '{"event":"csp_violation","directive":"img-src","blocked":"inline","page":"other","count":1}';
    expect(new Set(log.mock.calls.flat())).toEqual(new Set([line]));
    expect(log.mock.calls.length).toBeLessThanOrEqual(30);
    log.mockRestore();
  });
});

import { describe, expect, it } from "vitest";
import { api, create, problemOf } from "../support/gateway.ts";

describe("Idempotency-Key", () => {
  const key = (name: string) => ({ "idempotency-key": `${name}-${crypto.randomUUID()}` });

  it("makes one resource of any number of equal requests, and gives the same answer", async () => {
    for (const path of ["/api/strategies", "/api/accounts"]) {
      const headers = key("same");
      const body = { name: "Once" };
      const first = await create(path, body, headers);
      const [second, third] = await Promise.all([create(path, body, headers), create(path, body, headers)]);
      expect(second).toEqual(first);
      expect(third).toEqual(first);
    }
  });

  it("is refused with 409 for anything else", async () => {
    const headers = key("other");
    await create("/api/strategies", { name: "One" }, headers);
    for (const [path, body] of [
      ["/api/strategies", { name: "Two" }],
      ["/api/accounts", { name: "One" }],
    ] as const) {
      const response = await api(path, { method: "POST", body, headers });
      expect(await problemOf(response)).toMatchObject({ status: 409, code: "idempotency_conflict" });
    }
  });

  it("of a request that was refused is free again", async () => {
    const headers = key("free");
    expect((await api("/api/accounts", { method: "POST", body: { name: "" }, headers })).status).toBe(422);
    await create("/api/accounts", { name: "Good" }, headers);
  });

  it("is refused when it is malformed", async () => {
    const headers = { "idempotency-key": "two words" };
    const response = await api("/api/accounts", { method: "POST", body: { name: "x" }, headers });
    expect(await problemOf(response)).toMatchObject({ status: 400, code: "bad_request" });
  });
});

describe("a request body", () => {
  const send = (body: string, type = "application/json") =>
    api("/api/accounts", { method: "POST", body, headers: { "content-type": type } });

  it("must be announced as JSON: a form or plain text could be sent by any page", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "",
    ]) {
      expect(await problemOf(await send('{"name":"x"}', type))).toMatchObject({
        status: 415,
        code: "unsupported_media_type",
      });
    }
    expect((await send('{"name":"x"}', "application/json; charset=utf-8")).status).toBe(201);
  });

  it("is parsed strictly", async () => {
    for (const [body, code] of [
      ['{"name":"x","name":"y"}', "duplicate_key"],
      ['{"name":"x","__proto__":{}}', "forbidden_key"],
      ['{"name":"x"', "malformed_json"],
      ['{"name":"x","settings":1e400}', "number_not_exact"],
      ["", "malformed_json"],
      ["[]", "invalid_field"],
      ['{"name":"x","tenantId":"y"}', "invalid_field"],
    ] as const) {
      expect(await problemOf(await send(body))).toMatchObject({ status: 422, code });
    }
  });

  it("has at most 64 KiB", async () => {
    expect(await problemOf(await send(`{"name":"${"x".repeat(65_536)}"}`))).toMatchObject({ status: 413 });
  });
});

import { expect, it } from "vitest";
import { ORIGIN, request } from "../support/gateway.ts";

it("ASVS 3.4.3: the page at /docs runs no script, styles itself by a fresh nonce, and keeps the policy", async () => {
  const nonces = new Set<string>();
  for (let i = 0; i < 2; i++) {
    const response = await request("/docs");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    const nonce = /style-src 'nonce-([\w-]{24})'/.exec(
      response.headers.get("content-security-policy") ?? "",
    )?.[1];
    const html = await response.text();
    expect(html).toContain(`<style nonce="${nonce}">`);
    expect(html).not.toContain("<script");
    nonces.add(nonce ?? "");
  }
  expect(nonces.size).toBe(2);
  expect(nonces.has("")).toBe(false);
});

it("the examples at /docs call the gateway that shows them", async () => {
  const html = await (await request("/docs")).text();
  expect(html).toContain(`curl &#39;${ORIGIN}/api/accounts&#39;`);
  expect(html).not.toMatch(/%[A-Z]+%/);
});

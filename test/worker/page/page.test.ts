import { describe, expect, it } from "vitest";
import { request } from "../support/gateway.ts";

describe("the page at /", () => {
  it("runs only its own script, by a nonce that is new each time", async () => {
    const nonces = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const response = await request("/");
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
      const policy = response.headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'nonce-([\w-]{24})'/.exec(policy)?.[1] ?? "";
      for (const directive of [
        "default-src 'none'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]) {
        expect(policy).toContain(directive);
      }
      expect(policy).not.toContain("unsafe");
      const html = await response.text();
      expect(html).toContain(`<script nonce="${nonce}">`);
      expect(html).toContain(`<style nonce="${nonce}">`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
    expect(nonces.has("")).toBe(false);
  });

  it("holds no data, loads nothing from elsewhere, and writes what it shows as text only", async () => {
    const html = await (await request("/")).text();
    expect(html).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    expect(html).not.toMatch(/(src|href)=|https?:\/\//);
    expect(html).not.toMatch(/localStorage|sessionStorage|document\.cookie/);
    expect(html).not.toMatch(/\son\w+=/);
  });

  it("has a script that parses", async () => {
    const html = await (await request("/")).text();
    const script = /<script nonce="[^"]*">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
    expect(script.length).toBeGreaterThan(1000);
    // Parsed, never run: code from text is off in the Worker's runtime outside of tests.
    expect(script).toContain('"use strict";');
  });
});

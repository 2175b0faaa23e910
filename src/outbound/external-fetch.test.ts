import { describe, expect, it } from "vitest";
import { externalFetch } from "./external-fetch.ts";

const request = { url: "https://example.org/x", method: "POST", headers: {}, body: "{}" } as const;

/** An answer whose body never ends, in blocks of `size` bytes. */
function endless(size: number): { response: Response; cancelled: () => boolean } {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(size).fill(97)),
    cancel: () => {
      cancelled = true;
    },
  });
  return { response: new Response(body), cancelled: () => cancelled };
}

describe("ASVS 13.1.3, 15.3.2: the call of an external URL", () => {
  it("never leaves for a URL that the guard refuses", async () => {
    const answer = await externalFetch(
      { ...request, url: "https://169.254.169.254/" },
      { fetch: () => Promise.reject(new Error("must not be called")) },
    );
    expect(answer).toMatchObject({ ok: false, error: { code: "url_refused" } });
  });

  it("does not follow a redirect, which could lead inwards", async () => {
    const redirects: string[] = [];
    const answer = await externalFetch(request, {
      fetch: (sent) => {
        redirects.push(sent.redirect);
        return Promise.resolve(
          new Response(null, { status: 302, headers: { location: "https://10.0.0.1/" } }),
        );
      },
    });
    expect(redirects).toEqual(["manual"]);
    expect(answer).toMatchObject({ ok: true, value: { status: 302 } });
  });

  it("reads no more than 64 KiB of an answer and then hangs up", async () => {
    const { response, cancelled } = endless(10_000);
    const answer = await externalFetch(request, { fetch: () => Promise.resolve(response) });
    expect(answer.ok && answer.value.text.length).toBe(64 * 1024);
    expect(cancelled()).toBe(true);
  });

  it("gives up on a receiver that never answers, and on one that never ends its answer", async () => {
    const silent = await externalFetch(request, {
      timeoutMs: 20,
      fetch: (sent) =>
        new Promise((_, reject) => sent.signal.addEventListener("abort", () => reject(new Error("x")))),
    });
    expect(silent).toMatchObject({ ok: false, error: { code: "outbound_timeout" } });
    const stalled = await externalFetch(request, {
      timeoutMs: 20,
      fetch: () =>
        Promise.resolve(new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }))),
    });
    expect(stalled).toMatchObject({ ok: false, error: { code: "outbound_timeout" } });
  });

  it("says nothing of why a connection failed", async () => {
    const answer = await externalFetch(request, {
      fetch: () => Promise.reject(new Error("connect ECONNREFUSED 10.1.2.3:443")),
    });
    expect(JSON.stringify(answer)).not.toContain("10.1.2.3");
    expect(answer).toMatchObject({ ok: false, error: { code: "outbound_failed" } });
  });

  it("sends no more than a megabyte", async () => {
    const answer = await externalFetch({ ...request, body: "x".repeat(1024 * 1024 + 1) });
    expect(answer).toMatchObject({ ok: false, error: { code: "outbound_too_large" } });
  });
});

import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { breachedPassword } from "./breached-password.ts";

const password = "gravel tulip sonar mitten";
const digest = createHash("sha1").update(password).digest("hex").toUpperCase();
const configured = { ...env, PASSWORD_RANGE_URL: "https://range.example/range/" };

/** A service that answers with these lines; `asked` is every address that was asked. */
function service(answer: () => Response | Promise<Response>) {
  const asked: string[] = [];
  const send = async (input: RequestInfo | URL): Promise<Response> => {
    asked.push(input instanceof URL ? input.href : "not a URL");
    return answer();
  };
  return { asked, send };
}

describe("the range service for breached passwords", () => {
  it("ASVS 6.2.12: refuses a password that it knows, and learns five digits of its digest only", async () => {
    const { asked, send } = service(() => new Response(`${"0".repeat(35)}:7\r\n${digest.slice(5)}:12\r\n`));
    expect(await breachedPassword(configured, password, send)).toMatchObject({ code: "password_breached" });
    expect(asked).toEqual([`https://range.example/range/${digest.slice(0, 5)}`]);
  });

  it("is not taken in by padding, or by another password of the range", async () => {
    for (const text of [`${digest.slice(5)}:0\r\n`, `${digest.slice(5, -1)}X:12\r\n`, ""]) {
      expect(await breachedPassword(configured, password, service(() => new Response(text)).send)).toBeNull();
    }
  });

  it("keeps nobody from choosing a password while it is down", async () => {
    const broken = service(() => Promise.reject(new TypeError("no connection")));
    expect(await breachedPassword(configured, password, broken.send)).toBeNull();
    const failing = service(() => new Response("x", { status: 503 }));
    expect(await breachedPassword(configured, password, failing.send)).toBeNull();
  });

  it("is asked only when the operator named one", async () => {
    const { asked, send } = service(() => new Response(`${digest.slice(5)}:12`));
    expect(await breachedPassword({ ...env, PASSWORD_RANGE_URL: "" }, password, send)).toBeNull();
    expect(asked).toEqual([]);
  });
});

import { expect, test } from "vitest";
import { isPrivate } from "./require-https.ts";

function asked(
  url: string,
  more: {
    clientAddress?: string;
    publicOrigin?: string;
    headers?: Record<string, string>;
    peer?: string;
  } = {},
): boolean {
  const request = new Request(url, { headers: more.headers ?? {} });
  if (more.peer !== undefined) Object.defineProperty(request, "cf", { value: { clientIp: more.peer } });
  const env = { CLIENT_ADDRESS: more.clientAddress ?? "cloudflare", PUBLIC_ORIGIN: more.publicOrigin ?? "" };
  return isPrivate(request, env);
}

test("ASVS 4.1.2: over HTTPS everybody is answered, over HTTP only this machine", () => {
  expect(asked("https://gateway.example/api/accounts")).toBe(true);
  expect(asked("http://gateway.example/api/accounts")).toBe(false);
  expect(asked("http://192.168.1.5:8787/api/accounts")).toBe(false);
  expect(asked("http://127.0.0.1:8787/api/accounts")).toBe(true);
  expect(asked("http://localhost:8787/api/accounts")).toBe(true);
});

test("a client of this machine may use any name for it", () => {
  const peer = { clientAddress: "peer" };
  expect(asked("http://desk.example/", { ...peer, peer: "127.0.0.1:50000" })).toBe(true);
  expect(asked("http://desk.example/", { ...peer, peer: "192.168.1.7:50000" })).toBe(false);
  expect(asked("http://desk.example/", peer)).toBe(false);
  // Elsewhere the same field is nothing: only plain workerd fills it.
  expect(asked("http://desk.example/", { peer: "127.0.0.1:50000" })).toBe(false);
});

test("a proxy of the operator's takes the TLS off, when the operator said that it does", () => {
  const proxied = { clientAddress: "header:x-real-ip", publicOrigin: "https://gateway.example" };
  const url = "http://gateway.internal/api/accounts";
  expect(asked(url, proxied)).toBe(true);
  expect(asked(url, { ...proxied, publicOrigin: "" })).toBe(false);
  expect(asked(url, { ...proxied, publicOrigin: "http://gateway.example" })).toBe(false);
  expect(asked(url, { ...proxied, clientAddress: "cloudflare" })).toBe(false);
});

test("ASVS 4.1.3: a header can close the door, and none can open it", () => {
  const proxied = { clientAddress: "header:x-real-ip", publicOrigin: "https://gateway.example" };
  const url = "http://gateway.internal/api/accounts";
  expect(asked(url, { ...proxied, headers: { "x-forwarded-proto": "http" } })).toBe(false);
  for (const headers of [
    { "x-forwarded-proto": "https" },
    { forwarded: "proto=https" },
    { "x-forwarded-host": "localhost" },
  ]) {
    expect(asked("http://gateway.example/", { headers })).toBe(false);
  }
});

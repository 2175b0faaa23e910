import { expect, test } from "vitest";
import type { WorkerManifest } from "./worker-manifest.ts";
import { workerdConfig } from "./workerd-config.ts";

const manifest: WorkerManifest = {
  name: "sallyport",
  compatibilityDate: "2026-11-02",
  compatibilityFlags: [],
  modules: ["index.js", "0001.sql"],
  objects: [
    { binding: "STRATEGY", className: "Strategy", sqlite: true },
    { binding: "OLD", className: "Old", sqlite: false },
  ],
  vars: { CLIENT_ADDRESS: "cloudflare", GREETING: 'a "quoted" word' },
  secrets: ["GATEWAY_KEYS"],
};
const config = workerdConfig(
  manifest,
  { bundle: "worker", desk: "/state/worker/web", storage: "/state/storage" },
  8787,
  {
    CLIENT_ADDRESS: "peer",
  },
);

test("the entry is a module and the migrations are text, under the names by which the bundle imports them", () => {
  expect(config).toContain('(name = "index.js", esModule = embed "worker/index.js")');
  expect(config).toContain('(name = "./0001.sql", text = embed "worker/0001.sql")');
});

test("secrets come from the environment, so that the file holds none", () => {
  expect(config).toContain('(name = "GATEWAY_KEYS", fromEnvironment = "GATEWAY_KEYS")');
});

test("a variable given here wins over the one in wrangler's configuration", () => {
  expect(config).toContain('(name = "CLIENT_ADDRESS", text = "peer")');
  expect(config).not.toContain("cloudflare");
});

test("a value with quotes stays one value", () => {
  expect(config).toContain(String.raw`text = "a \"quoted\" word"`);
});

test("objects keep the unique key under which their files lie, or their data would be lost", () => {
  expect(config).toContain('(className = "Strategy", uniqueKey = "sallyport-Strategy", enableSql = true)');
  expect(config).toContain('(className = "Old", uniqueKey = "sallyport-Old", enableSql = false)');
  expect(config).toContain('(name = "storage", disk = (path = "/state/storage", writable = true))');
});

test("only this machine can reach the port", () => {
  expect(config).toContain('address = "127.0.0.1:8787"');
});

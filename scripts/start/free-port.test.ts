import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { findFreePort, isFree } from "./free-port.ts";

test("a port on which something listens is not free, and is free again when it stops", async () => {
  const port = await findFreePort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect(await isFree(port)).toBe(false);
  expect(await findFreePort(port)).not.toBe(port);
  server.close();
  await once(server, "close");
  expect(await findFreePort(port)).toBe(port);
});

test("the port is below those of outgoing connections, which could take it during a restart", async () => {
  expect(await findFreePort()).toBeLessThan(32_768);
});

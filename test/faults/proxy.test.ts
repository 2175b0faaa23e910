import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { type FaultyProxy, startProxy } from "./proxy.ts";

const LIMIT_MS = 5_000;

let echo: Server;
let proxy: FaultyProxy;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  echo = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const address = echo.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  proxy = await startProxy();
  proxy.leadTo(address.port);
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.close();
  echo.close();
});

interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  readonly ended: () => string | undefined;
}

/** Connects through the proxy; `ended` is how the connection ended: "end", or the error's code. */
async function client(): Promise<Client> {
  const socket = connect(proxy.port, "127.0.0.1");
  sockets.push(socket);
  let text = "";
  let ended: string | undefined;
  socket.on("data", (piece) => {
    text += piece.toString();
  });
  socket.on("end", () => {
    ended ??= "end";
  });
  socket.on("error", (error) => {
    ended ??= "code" in error ? String(error.code) : error.message;
  });
  await until("connection", LIMIT_MS, () => (socket.connecting && ended === undefined ? undefined : true));
  return { socket, text: () => text, ended: () => ended };
}

const received = (from: Client, text: string) =>
  until(text, LIMIT_MS, () => (from.text() === text ? true : undefined));

test("bytes pass unchanged in both directions, and an end is passed on", async () => {
  const one = await client();
  one.socket.write("hello ");
  one.socket.end("there");
  await received(one, "hello there");
  await until("end", LIMIT_MS, () => one.ended());
  expect(one.ended()).toBe("end");
  await until("closed connection", LIMIT_MS, () => (proxy.open() === 0 ? true : undefined));
});

test("reset breaks a standing connection, and the next one works", async () => {
  const one = await client();
  one.socket.write("a");
  await received(one, "a");
  proxy.reset();
  expect(await until("break", LIMIT_MS, () => one.ended())).toBe("ECONNRESET");
  const two = await client();
  two.socket.write("b");
  await received(two, "b");
});

test("a cut half way gives the receiver the first half and then the end", async () => {
  const one = await client();
  one.socket.write("x");
  await received(one, "x");
  proxy.cutHalfWay();
  const upstream = sockets[1];
  upstream?.write("12345678");
  await until("break", LIMIT_MS, () => one.ended());
  expect(one.text()).toBe("x1234");
  expect(one.ended()).toBe("end");
});

test("a stall holds everything back and loses nothing; heal ends it at once", async () => {
  const one = await client();
  one.socket.write("a");
  await received(one, "a");
  proxy.stall(60_000);
  one.socket.write("b");
  one.socket.write("c");
  const before = Date.now();
  await until("some time", LIMIT_MS, () => (Date.now() - before > 150 ? true : undefined));
  expect(one.text()).toBe("a");
  proxy.heal();
  await received(one, "abc");
});

test("a stall ends by itself", async () => {
  const one = await client();
  const before = Date.now();
  proxy.stall(200);
  one.socket.write("late");
  await received(one, "late");
  expect(Date.now() - before).toBeGreaterThanOrEqual(195);
});

test("delayed pieces come later and never overtake each other", async () => {
  const one = await client();
  const before = Date.now();
  proxy.delay(150, 20);
  one.socket.write("1");
  await until("end of the delay", LIMIT_MS, () => (Date.now() - before > 40 ? true : undefined));
  one.socket.write("2");
  await received(one, "12");
  expect(Date.now() - before).toBeGreaterThanOrEqual(145);
});

test("while it refuses, every new connection is broken", async () => {
  proxy.refuse(300);
  const one = await client();
  expect(await until("break", LIMIT_MS, () => one.ended())).toBe("ECONNRESET");
  proxy.heal();
  const two = await client();
  two.socket.write("ok");
  await received(two, "ok");
});

test("a server that is not there breaks the client's connection", async () => {
  const lonely = await startProxy();
  lonely.leadTo(1);
  const socket = connect(lonely.port, "127.0.0.1");
  const [error] = await once(socket, "error");
  expect(error).toMatchObject({ code: "ECONNRESET" });
  await lonely.close();
});

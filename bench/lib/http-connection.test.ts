import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { HttpConnection, parseAnswer, postOf } from "./http-connection.ts";

describe("parseAnswer", () => {
  const sized = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello";
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";

  it("reads a response of known length", () => {
    expect(parseAnswer(sized)).toEqual({ status: 202, body: "hello" });
  });

  it("puts the chunks of a response together", () => {
    expect(parseAnswer(chunked)).toEqual({ status: 200, body: "hello" });
  });

  it("waits while any byte is missing, wherever the packet was cut", () => {
    fc.assert(
      fc.property(fc.constantFrom(sized, chunked), fc.nat(), (whole, cut) => {
        expect(parseAnswer(whole.slice(0, cut % whole.length))).toBeUndefined();
      }),
    );
  });

  it("throws at what it does not understand, instead of counting it as an answer", () => {
    expect(() => parseAnswer("SSH-2.0-server\r\n\r\n")).toThrow("not an HTTP/1.1 response");
    expect(() => parseAnswer("HTTP/1.1 200 OK\r\n\r\n")).toThrow("without a length");
    expect(() => parseAnswer(`${sized}more`)).toThrow("more bytes");
  });
});

describe("HttpConnection", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(answer: (body: string) => number | undefined): Promise<number> {
    const started = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        const status = answer(body);
        if (status === undefined) request.socket.destroy();
        else response.writeHead(status).end(`got ${body}`);
      });
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = started.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  it("sends one request after the other over the same connection", async () => {
    const port = await listen(() => 202);
    const connection = await HttpConnection.open(port);
    expect(await connection.send(postOf(port, "/a", '{"n":1}'))).toEqual({
      status: 202,
      body: 'got {"n":1}',
    });
    expect(await connection.send(postOf(port, "/a", '{"n":2}'))).toEqual({
      status: 202,
      body: 'got {"n":2}',
    });
    connection.close();
  });

  it("rejects the request under way when the server goes away, so that a crash is no throughput", async () => {
    const port = await listen(() => undefined);
    const connection = await HttpConnection.open(port);
    await expect(connection.send(postOf(port, "/a", "{}"))).rejects.toThrow();
  });
});

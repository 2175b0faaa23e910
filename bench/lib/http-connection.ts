import { connect, type Socket } from "node:net";

/** A response as far as the load generator needs it. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = "\r\n\r\n";

/**
 * One keep-alive connection that has at most one request under way. Only what workerd answers is
 * understood (Content-Length or chunked); anything else rejects, because a measurement of something
 * that was not understood is worth nothing. Less work for each request than node:http, so that more of
 * the machine is left for what is measured.
 */
export class HttpConnection {
  readonly #socket: Socket;
  #received = "";
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#read(text));
    socket.on("close", () => this.#fail(new Error("the server closed the connection")));
    socket.on("error", (error) => this.#fail(error));
  }

  /** Opens a connection to 127.0.0.1 and no other address: the load generator is no tool against others. */
  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port }, () => {
        socket.off("error", reject);
        resolve(new HttpConnection(socket));
      });
      socket.once("error", reject);
    });
  }

  /** Writes a whole request (head and body) and resolves with its answer. */
  send(request: string): Promise<Answer> {
    if (this.#waiting !== undefined) throw new Error("the connection has a request under way");
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request, "latin1");
    });
  }

  close(): void {
    this.#socket.removeAllListeners("close").destroy();
  }

  #read(text: string): void {
    this.#received += text;
    let answer: Answer | undefined;
    try {
      answer = parseAnswer(this.#received);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      this.#socket.destroy();
      return;
    }
    if (answer === undefined) return;
    this.#received = "";
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}

type Headers = Readonly<Record<string, string>>;

function headerLines(headers: Headers): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

/** A POST of JSON as bytes for the wire; `body` and `headers` must be ASCII. */
export function postOf(port: number, path: string, body: string, headers: Headers = {}): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
    `${headerLines(headers)}Content-Length: ${body.length}${HEAD_END}${body}`
  );
}

/** A GET as bytes for the wire. */
export function getOf(port: number, path: string, headers: Headers): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headerLines(headers)}\r\n`;
}

/** The answer when `text` holds all of it, undefined while some is missing; throws when it is not HTTP. */
export function parseAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const status = /^HTTP\/1\.1 ([1-5][0-9]{2}) /.exec(head)?.[1];
  if (status === undefined) throw new Error("not an HTTP/1.1 response");
  const rest = text.slice(headEnd + HEAD_END.length);
  const body = /\r\ntransfer-encoding: chunked/i.test(head) ? chunkedBody(rest) : sizedBody(head, rest);
  return body === undefined ? undefined : { status: Number(status), body };
}

function sizedBody(head: string, rest: string): string | undefined {
  const length = /\r\ncontent-length: ([0-9]+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error("a response without a length");
  if (rest.length > Number(length)) throw new Error("more bytes than the response's length");
  return rest.length === Number(length) ? rest : undefined;
}

function chunkedBody(rest: string): string | undefined {
  let body = "";
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(rest.slice(at, lineEnd), 16);
    if (!Number.isInteger(size)) throw new Error("a chunk without a size");
    const next = lineEnd + 2 + size + 2;
    if (rest.length < next) return undefined;
    if (size === 0) return body;
    body += rest.slice(lineEnd + 2, next - 2);
    at = next;
  }
}

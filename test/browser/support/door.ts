import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** An address of its own for one browser, so that the limits on logins count each by itself. */
export interface Door {
  readonly url: string;
  readonly close: () => void;
}

const [FIRST, LAST] = [2, 254];
let last = FIRST;

/** Passes bytes on to the gateway at `url`, from an address of the loopback network that nobody else has. */
export async function openDoor(url: string): Promise<Door> {
  last = last === LAST ? FIRST : last + 1;
  const from = `127.0.0.${last}`;
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port), localAddress: from });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    // When one side breaks off, the other is to notice.
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the door has no port");
  return {
    // By its name: browsers give no passkey to an address.
    url: `http://localhost:${address.port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

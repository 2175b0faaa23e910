import type { OpenSocket } from "./line.ts";

/** A WebSocket to the page's own gateway. */
export const openBrowserSocket: OpenSocket = (path, ends) => {
  const url = new URL(path, location.origin);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") ends.message(data);
  });
  socket.addEventListener("close", ({ code, reason }) => ends.closed(code, reason));
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
};

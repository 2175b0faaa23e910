import type { ResourceDescription } from "../../openapi/description.ts";

export const feedDescription: ResourceDescription = {
  name: "The feed",
  about:
    "The live stream of a trading account, for pages and programs. Its frames are described in `src/protocol/feed.ts`.",
  routes: [
    {
      route: "GET /accounts/:accountId/feed",
      summary: "Watch an account live",
      about:
        "A WebSocket with JSON frames, at `?v=1`; `&after=` with the id of the last event that one has goes on from there. Shows each reader what the role or the scopes allow: `ticks`, `book`, `orders`. The socket closes when the session or the token ends, or when the rights change. An address has at most 5 sockets, and may connect again 5 times in 10 s. A page's refused upgrade becomes a socket that closes at once with a code that says why; a page of another origin is refused with or without a token.",
      headers: [{ name: "Upgrade", about: "`websocket`.", required: true }],
      answers: [{ status: 101, about: "The feed is open." }],
      problems: ["upgrade_required", "unknown_account", "cross_site"],
    },
  ],
};

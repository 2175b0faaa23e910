import type { ResourceDescription } from "../openapi/description.ts";
import { pairRequestSchema, pairResponseSchema } from "../protocol/agent-link.ts";

export const agentDescription: ResourceDescription = {
  name: "The agent",
  about: "What the agent beside MetaTrader uses. Its frames are described in `src/protocol/agent-link.ts`.",
  routes: [
    {
      route: "POST /agent/pair",
      summary: "Pair an agent",
      about:
        "The agent sends the pairing code, its public Ed25519 key, and a proof that it holds the private one (a compact JWS over `{code}`). It pins the gateway's keys that it gets.",
      access: "Whoever has a pairing code; it is single-use.",
      body: pairRequestSchema,
      example: {
        code: "0".repeat(53),
        key: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) },
        proof: "eyJ…",
      },
      answers: [{ status: 200, about: "Paired.", schema: pairResponseSchema }],
      problems: ["invalid_code", "bad_proof"],
    },
    {
      route: "GET /agent/link",
      summary: "Open the agent's link",
      about:
        "A WebSocket with JSON frames, at `?account=acc_…`, opened by the agent with a token that it signs itself (EdDSA, at most 60 s, its `jti` accepted once). The gateway sends `welcome`, the agent `hello` and its reports; frames that matter carry `seq` and are acknowledged. Orders go out only after both sides were reconciled, and are signed by the gateway. The newest link wins.",
      access: "The paired agent of the account.",
      headers: [
        { name: "Upgrade", about: "`websocket`.", required: true },
        { name: "Authorization", about: "`Bearer` and the agent's own token.", required: true },
      ],
      answers: [{ status: 101, about: "The link is open." }],
      problems: ["upgrade_required", "unknown_account", "not_signed_in"],
    },
    {
      route: "GET /agent/market",
      summary: "Open the agent's market link",
      about:
        "A second WebSocket, at `?account=acc_…&v=1`, opened by the agent with a token that it signs for this link alone. It carries prices to the account's feed and nothing that trades. The frames are described in `src/protocol/market-link.ts`. The newest link wins.",
      access: "The paired agent of the account.",
      headers: [
        { name: "Upgrade", about: "`websocket`.", required: true },
        { name: "Authorization", about: "`Bearer` and the agent's own token.", required: true },
      ],
      answers: [{ status: 101, about: "The link is open." }],
      problems: ["upgrade_required", "unknown_account", "unsupported_version", "not_signed_in", "clock_off"],
    },
  ],
};

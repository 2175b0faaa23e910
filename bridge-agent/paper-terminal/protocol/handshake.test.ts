import { describe, expect, it } from "vitest";
import { proofOf } from "../../../src/protocol/ea-frame.ts";
import { EA_LINK_VERSION } from "../../../src/protocol/ea-link.ts";
import { submitOf } from "../testing/fixtures.ts";
import { AGENT_NONCE, beginSession as begin, kinds, TERMINAL_NONCE, TOKEN } from "../testing/session.ts";

describe("the handshake", () => {
  it("answers a challenge with a proof over both nonces, and tells nothing else before the agent's own", () => {
    const { say, quotes, desk } = begin();
    const hello = say({ type: "challenge", version: EA_LINK_VERSION, nonce: AGENT_NONCE });
    const proof = proofOf(TOKEN, "ea", AGENT_NONCE, TERMINAL_NONCE);
    expect(hello).toEqual([
      {
        ...{ type: "hello", version: EA_LINK_VERSION, nonce: TERMINAL_NONCE, proof },
        ...{ program: "paper terminal", journal: desk.journal.id },
      },
    ]);
    expect(quotes()).toEqual([]);
    const welcome = { type: "welcome", proof: proofOf(TOKEN, "agent", TERMINAL_NONCE, AGENT_NONCE) };
    expect(kinds(say(welcome))).toEqual(["account", ...Array(5).fill("symbol"), "ready"]);
  });

  it("ends at a wrong proof, an echo of its own included, and reads nothing afterwards", () => {
    for (const proof of [
      proofOf("another token", "agent", TERMINAL_NONCE, AGENT_NONCE),
      proofOf(TOKEN, "ea", AGENT_NONCE, TERMINAL_NONCE),
    ]) {
      const { say, state, logged, desk } = begin();
      say({ type: "challenge", version: EA_LINK_VERSION, nonce: AGENT_NONCE });
      expect(say({ type: "welcome", proof }, { type: "sync", lastdeal: "0" }, submitOf("a"))).toEqual([]);
      expect(state.closed).toBe(true);
      expect(logged).toEqual([{ event: "wrong_proof", fields: {} }]);
      expect(say({ type: "sync", lastdeal: "0" }, submitOf("a"))).toEqual([]);
      expect(Array.from(desk.server.dealsAfter(0n))).toEqual([]);
    }
  });

  it("ends when the agent refuses it, and says why in its log", () => {
    const { say, state, logged } = begin();
    say({ type: "challenge", version: EA_LINK_VERSION, nonce: AGENT_NONCE });
    const message = "Another terminal is connected to this agent.";
    expect(say({ type: "refused", code: "another_terminal", message })).toEqual([]);
    expect(state.closed).toBe(true);
    expect(logged).toEqual([{ event: "refused_by_agent", fields: { code: "another_terminal", message } }]);
  });

  it("ends at another version of the link", () => {
    const { say, state, logged } = begin();
    expect(say({ type: "challenge", version: "1", nonce: AGENT_NONCE })).toEqual([]);
    expect(state.closed).toBe(true);
    expect(logged).toEqual([{ event: "unsupported_version", fields: { version: "1" } }]);
  });

  it.each([
    ["a submit", submitOf("a")],
    ["a sync", { type: "sync", lastdeal: "0" }],
    ["a ping", { type: "ping" }],
    ["a welcome", { type: "welcome", proof: "0".repeat(64) }],
  ] as const)("ends when %s comes first", (_what, message) => {
    const { say, state, logged } = begin();
    expect(say(message)).toEqual([]);
    expect(state.closed).toBe(true);
    expect(logged).toMatchObject([{ event: "frame_out_of_place", fields: { type: message.type } }]);
  });
});

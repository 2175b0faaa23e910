import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { encodeFrame, FrameReader, proofOf } from "../../../src/protocol/ea-frame.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { EA_LINK_VERSION, fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { Session } from "../protocol/session.ts";
import { openDesk } from "./desk.ts";
import { NOW_MS, temporaryDirectory, testMarket } from "./fixtures.ts";

export const TOKEN = "a token that both sides know";
export const AGENT_NONCE = "a".repeat(64);
export const TERMINAL_NONCE = "b".repeat(64);

/** A session over a desk, a market and a clock of the test; every message is checked against the schemas. */
export function beginSession(directory = temporaryDirectory()) {
  const market = testMarket();
  const clock = { nowMs: NOW_MS };
  const desk = openDesk(directory, market.source, () => clock.nowMs);
  const logged: { event: string; fields: unknown }[] = [];
  const state = { closed: false, backedUp: false, writes: 0 };
  let told: FromTerminal[] = [];
  const reader = new FrameReader();
  const incoming = new FrameReader();
  const session = new Session({
    desk,
    token: TOKEN,
    nonce: TERMINAL_NONCE,
    log: (event, fields) => logged.push({ event, fields }),
    send: (frames) => {
      state.writes++;
      const read = reader.push(Buffer.concat(frames));
      if (!read.ok) throw new Error(read.error.code);
      told.push(...read.value.map((record) => fromTerminalSchema.parse(record)));
    },
    isBackedUp: () => state.backedUp,
    close: () => {
      state.closed = true;
    },
    onLinked: () => undefined,
  });
  /** Sends messages that arrive together; the answer is what came back. */
  const say = (...messages: OutMessage[]): FromTerminal[] => {
    told = [];
    const read = incoming.push(Buffer.concat(messages.map(encodeFrame)));
    if (!read.ok) throw new Error(read.error.code);
    session.receive(read.value);
    return told;
  };
  const tick = (bid: string, ask: string) => {
    told = [];
    market.set("EURUSD", { bid, ask });
    clock.nowMs += 250;
    session.tell(desk.server.advance(clock.nowMs).changes);
    return told;
  };
  const prove = () => {
    say({ type: "challenge", version: EA_LINK_VERSION, nonce: AGENT_NONCE });
    return say({ type: "welcome", proof: proofOf(TOKEN, "agent", TERMINAL_NONCE, AGENT_NONCE) });
  };
  const link = (lastdeal = "0") => {
    prove();
    return say({ type: "sync", lastdeal });
  };
  const quotes = () => {
    told = [];
    clock.nowMs += 250;
    desk.server.advance(clock.nowMs);
    session.tick(clock.nowMs);
    return told;
  };
  return { say, prove, link, tick, quotes, desk, logged, state, directory };
}

/** The types of messages, in their order. */
export const kinds = (messages: readonly FromTerminal[]) => messages.map((message) => message.type);

import type { Exits } from "../../../src/domain/alert/exits.ts";
import type { Note } from "../../../src/domain/order/events.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import { eventually } from "./eventually.ts";
import type { FakeGateway } from "./fake-gateway.ts";
import type { FakeTerminal } from "./fake-terminal.ts";
import { buy, orderIdOf } from "./fixtures.ts";
import { dealFrame, positionFrame } from "./link-frames.ts";
import { together } from "./together.ts";

export const entryId = orderIdOf("entry");
export const IDENT = "700";

/** A buy of EURUSD with exits. */
export const entry = (exits: Exits): Instruction => ({ ...buy, exits }) as Instruction;

/** A quote at so many pips of gain over 1.08500, without a spread. */
export function tick(pips: number): OutMessage {
  const price = (1.085 + pips / 10_000).toFixed(5);
  return { type: "tick", symbol: "EURUSD", bid: price, ask: price, at: Date.now() };
}

/** The position as the terminal tells it. */
export const standing = (changes = {}): OutMessage =>
  positionFrame({
    position: IDENT,
    ident: IDENT,
    price: "1.08500",
    order: entryId,
    lots: "0.10",
    ...changes,
  });

/** The deal that opened it. */
export const entryDeal = (order = entryId): OutMessage =>
  dealFrame({ deal: "501", ticket: IDENT, position: IDENT, order, price: "1.08500", at: Date.now() });

/** The deal that closes the position, in the terminal's words. */
export const closing = (changes = {}): OutMessage =>
  dealFrame({
    ...{ deal: "502", ticket: "701", position: IDENT, side: "sell", entry: "out", price: "1.08400" },
    ...{ profit: "-10.00", reason: "sl", at: Date.now(), ...changes },
  });

/** The notes that were reported on an order. */
export function notesOn(gateway: FakeGateway, orderId: string): Note[] {
  return gateway.reports.flatMap(({ orderId: of, event }) =>
    of === orderId && event.event === "noted" ? [event] : [],
  );
}

/** The first note with this code on the entry, once it came. */
export async function note(gateway: FakeGateway, code: string): Promise<Note> {
  return eventually(`a note ${code}`, () => notesOn(gateway, entryId).find((one) => one.code === code));
}

/** The nth request of the agent's own. */
export async function ownSubmit(terminal: FakeTerminal, nth = 1): Promise<Submit> {
  return eventually(`own request ${nth}`, () =>
    terminal.submits.filter(({ order }) => order !== entryId).at(nth - 1),
  );
}

/** What an MT5 terminal says when a stop was set. */
export function stopSet(terminal: FakeTerminal, submit: Submit): void {
  terminal.say(
    terminal.result(submit.order, { state: "done", retcode: 10009 }, submit.step),
    standing({ sl: submit.sl }),
  );
}

/** An agent whose entry with these exits is filled. */
export async function filled(exits: Exits) {
  const all = await together();
  await all.gateway.give(entryId, { instruction: entry(exits) });
  await all.terminal.submit(entryId);
  all.terminal.say(
    all.terminal.result(entryId, { state: "done", ticket: IDENT, deal: "501" }),
    entryDeal(),
    standing(),
  );
  await all.gateway.reaches(entryId, "filled");
  return all;
}

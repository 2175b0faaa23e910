import { writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import { pairedState, startAgent } from "../testing/agents.ts";
import { FakeGateway } from "../testing/fake-gateway.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { accountFrame, pendingFrame, positionFrame } from "../testing/link-frames.ts";

const LOOK_MS = 5;

export interface DeskOptions {
  /** The text of the policy file; none: the example that pairing writes. */
  readonly policy?: string;
  /** What the terminal tells of positions and pending orders at the start. */
  readonly story?: FakeTerminal["story"];
}

/** A gateway, a paired agent with a policy, and a terminal that executes what it is told, as an account does. */
export async function policyDesk({ policy, story = [] }: DeskOptions = {}) {
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  if (policy !== undefined) writeFileSync(paths.policy, policy);
  const local = await startAgent(paths);
  const terminal = new FakeTerminal();
  terminal.story.push(...story);
  terminal.connect(local.port, local.token);
  await gateway.ready();
  return { gateway, paths, terminal, ...local, equity: (equity: string) => equityIs(terminal, equity) };
}

function equityIs(terminal: FakeTerminal, equity: string, balance = "1000"): void {
  terminal.say(accountFrame({ equity, balance }));
}

/**
 * Makes a terminal execute every submit; `refusals` gives the retcode with which it answers the first ones of
 * a position or pending order instead.
 */
export function obey(terminal: FakeTerminal, refusals: number[] = []): void {
  let done = 0;
  const timer = setInterval(() => {
    const next = terminal.submits.slice(done);
    done += next.length;
    for (const submit of next) {
      const retcode = refusals.shift();
      if (retcode === undefined) execute(terminal, submit);
      else terminal.say(terminal.result(submit.order, { state: "rejected", retcode }, submit.step));
    }
  }, LOOK_MS);
  onTestFinished(() => clearInterval(timer));
}

let deals = 9_000;

function execute(terminal: FakeTerminal, submit: Submit): void {
  const { order, step, side, symbol, lots, position, ticket } = submit;
  deals += 1;
  const made = String(deals);
  if (submit.action === "remove") {
    terminal.say(
      { type: "gone", ticket, magic: "0", order: "", step: 0, reason: "cancelled", at: 1 },
      terminal.result(order, { state: "done" }, step),
    );
  } else if (submit.action === "pending") {
    terminal.say(
      pendingFrame({ ticket: made, symbol, side, lots, price: submit.price, order, step }),
      terminal.result(order, { state: "done", ticket: made }, step),
    );
  } else {
    const entry = position === "0" ? "in" : "out";
    terminal.say(
      terminal.result(order, { state: "done", ticket: made, deal: made }, step),
      terminal.deal(order, {
        step,
        deal: made,
        ticket: made,
        position: position === "0" ? made : position,
        entry,
        side,
        symbol,
        lots,
      }),
    );
  }
}

/** A position that Sallyport opened, as the terminal tells it. */
export function ownPosition(position: string, order: string, changes: Record<string, string> = {}) {
  return positionFrame({ position, ident: position, order, ...changes });
}

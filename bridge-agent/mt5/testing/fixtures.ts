import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { submitOf } from "../../paper-terminal/testing/fixtures.ts";
import type { Connection } from "../../paper-terminal/testing/tiny-agent.ts";

/** Compiling the expert advisor for the first time takes a while on a busy machine. */
export const BUILD_TIMEOUT_MS = 300_000;

/** A step that may be carried out for another half minute. */
export const submit: typeof submitOf = (name, fields) =>
  submitOf(name, { deadline: Date.now() + 30_000, ...fields });

export type Told<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;

function isOf<Type extends FromTerminal["type"]>(message: FromTerminal, type: Type): message is Told<Type> {
  return message.type === type;
}

/** The messages of a kind among those that were told. */
export function of<Type extends FromTerminal["type"]>(
  told: readonly FromTerminal[],
  type: Type,
): Told<Type>[] {
  return told.filter((message) => isOf(message, type));
}

/** The first message of a kind from `from` on that `matches`, once it is told. */
export async function next<Type extends FromTerminal["type"]>(
  link: Connection,
  type: Type,
  matches: (message: Told<Type>) => boolean = () => true,
  from = 0,
): Promise<Told<Type>> {
  const found = await link.next(type, (message) => isOf(message, type) && matches(message), from);
  if (!isOf(found, type)) throw new Error(`not a ${type}`);
  return found;
}

/** What the terminal answers to a `query` for a step. */
export async function ask(
  link: Connection,
  step: { readonly order: string; readonly magic: string },
): Promise<Told<"answer">> {
  const from = link.told.length;
  link.say({ type: "query", order: step.order, step: 0, magic: step.magic, from: Date.now() - 60_000 });
  return next(link, "answer", ({ order }) => order === step.order, from);
}

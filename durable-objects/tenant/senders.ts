import { Outbox, type OutboxParts } from "../shared/outbox.ts";

/** Whoever sends the outbox's messages for destinations of one sort. */
export interface Sender {
  handles(destination: string): boolean;
  send(destination: string, messages: readonly string[]): Promise<void>;
  /** Where 8 s between two attempts is too often. */
  longestPauseMs?(): number;
}

/**
 * The one outbox of an object that sends to several sorts of receivers. There must be one: each outbox looks
 * after all rows of its table.
 */
export function outboxOf<Schema extends Record<string, unknown>>(
  parts: Omit<OutboxParts<Schema>, "send" | "longestPauseMs">,
  senders: readonly Sender[],
): Outbox<Schema> {
  const senderOf = (destination: string): Sender | undefined =>
    senders.find((sender) => sender.handles(destination));
  return new Outbox({
    ...parts,
    send: (destination, messages) => {
      const sender = senderOf(destination);
      if (sender === undefined) throw new Error("nobody sends to this destination");
      return sender.send(destination, messages);
    },
    longestPauseMs: (destination) => senderOf(destination)?.longestPauseMs?.(),
  });
}

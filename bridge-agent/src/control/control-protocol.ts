import { createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";

/**
 * The local control channel: a person's commands to the agent that runs on the same host, so that they work
 * with the gateway away. Lines of JSON over a Unix socket in the state directory, on Windows over a named
 * pipe. Who connects must prove the token of the state directory, which only its owner can read: the pipe
 * namespace of Windows is open to everybody on the host, and a socket's permissions depend on the system.
 *
 * server: `hello` with a nonce; client: `command` with its own nonce and a proof over both and the command;
 * server: `accepted` with a proof of its own, `progress` lines, `done`.
 */

/** Longest line in characters. */
export const MAX_LINE = 65_536;

const nonce = z.string().regex(/^[0-9a-f]{32}$/);
const proof = z.string().regex(/^[0-9a-f]{64}$/);
const person = z.string().min(1).max(60);

export const commandSchema = z.discriminatedUnion("command", [
  /** The files of the state directory changed: the agent is to look at them now. */
  z.object({ command: z.literal("look") }),
  z.object({ command: z.literal("resume"), by: person, reset: z.boolean() }),
  z.object({
    command: z.literal("flatten"),
    by: person,
    /** Also what Sallyport did not open. */
    all: z.boolean(),
    /** Milliseconds after which the answer is `done`, flat or not; the agent goes on. */
    waitMs: z.number().int().min(0).max(3_600_000),
  }),
]);
export type Command = z.infer<typeof commandSchema>;

export const toClientSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), nonce }),
  z.object({ type: z.literal("accepted"), proof }),
  z.object({ type: z.literal("progress"), text: z.string() }),
  /** `ok`: what was wanted is so. `lines` say how it stands. */
  z.object({ type: z.literal("done"), ok: z.boolean(), lines: z.array(z.string()) }),
]);
export type ToClient = z.infer<typeof toClientSchema>;
export type Done = Extract<ToClient, { type: "done" }>;

export const toServerSchema = z.object({ nonce, proof, command: z.string().max(4_096) });

/** The proof of one side, 64 hex digits; `command` is its text exactly as it is sent. */
export function proofOf(
  token: string,
  side: "client" | "agent",
  nonces: { readonly server: string; readonly client: string },
  command: string,
): string {
  const text = [side, nonces.server, nonces.client, command].join("|");
  return createHmac("sha256", token).update(text).digest("hex");
}

/** Compares proofs without telling by time how much of them is right. */
export function sameProof(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Where the running agent listens, and the token; the file `control.json`, readable by its owner only. */
export const controlFileSchema = z.object({ address: z.string().min(1), token: z.string().length(64) });
export type ControlFile = z.infer<typeof controlFileSchema>;

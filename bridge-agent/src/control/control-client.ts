import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { readIfThere, type StatePaths } from "../state/state-dir.ts";
import {
  type Command,
  type ControlFile,
  controlFileSchema,
  type Done,
  proofOf,
  sameProof,
  toClientSchema,
} from "./control-protocol.ts";
import { jsonOf, readLines, writeLine } from "./lines.ts";

/** How long the agent may take to say that it has taken the command. */
const ACCEPT_WITHIN_MS = 5_000;

export const AGENT_NOT_RUNNING = "agent_not_running";

/** Gives a command to the agent that runs on this state directory, and waits until it is done. */
export function tellAgent(
  { control, directory }: Pick<StatePaths, "control" | "directory">,
  command: Command,
  progress: (text: string) => void,
): Promise<Result<Done, Refusal>> {
  const notRunning = refusal(AGENT_NOT_RUNNING, `No agent runs with the state in ${directory}.`, {
    hint: "sallyport-agent run --state DIR",
  });
  const file = controlFileSchema.safeParse(jsonOf(readIfThere(control) ?? ""));
  if (!file.success) return Promise.resolve(err(notRunning));
  return new Promise((resolve) => {
    converse(file.data, command, progress, (answer) => resolve(answer ?? err(notRunning)));
  });
}

/** `end` is called once; with undefined when nobody is there who knows the token. */
function converse(
  { address, token }: ControlFile,
  command: Command,
  progress: (text: string) => void,
  end: (answer: Result<Done, Refusal> | undefined) => void,
): void {
  const text = JSON.stringify(command);
  const client = randomBytes(16).toString("hex");
  const socket = connect({ path: address });
  let server = "";
  let accepted = false;
  let ended = false;
  const finish = (answer: Result<Done, Refusal> | undefined) => {
    if (ended) return;
    ended = true;
    clearTimeout(late);
    socket.destroy();
    end(answer);
  };
  const late = setTimeout(() => finish(undefined), ACCEPT_WITHIN_MS);
  readLines(socket, (line) => {
    const read = toClientSchema.safeParse(jsonOf(line));
    if (!read.success) return finish(undefined);
    const message = read.data;
    if (message.type === "hello") {
      server = message.nonce;
      writeLine(socket, {
        nonce: client,
        proof: proofOf(token, "client", { server, client }, text),
        command: text,
      });
    } else if (message.type === "accepted") {
      if (!sameProof(message.proof, proofOf(token, "agent", { server, client }, text)))
        return finish(undefined);
      accepted = true;
      clearTimeout(late);
    } else if (!accepted) finish(undefined);
    else if (message.type === "progress") progress(message.text);
    else finish(ok(message));
  });
  const broken = refusal("agent_ended", "The agent ended while it carried the command out.", {
    hint: "start it again; a flattening that was begun goes on by itself",
  });
  socket.on("error", () => finish(accepted ? err(broken) : undefined));
  socket.on("close", () => finish(accepted ? err(broken) : undefined));
}

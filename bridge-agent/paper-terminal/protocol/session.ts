import type { FrameRecord, OutMessage } from "../../../src/protocol/ea-frame.ts";
import { encodeFrame, proofMatches, proofOf } from "../../../src/protocol/ea-frame.ts";
import type { Submit, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { EA_LINK_VERSION, toTerminalSchema } from "../../../src/protocol/ea-link.ts";
import type { Desk } from "../journal/carry-out.ts";
import { carryOutSteps } from "../journal/carry-out.ts";
import type { Log } from "../log.ts";
import type { Change } from "../trade-server/types.ts";
import { barsMessage } from "./fact-frames.ts";
import * as frames from "./frames.ts";
import { MarketWatch } from "./market-watch.ts";
import { answerOf } from "./query.ts";

/** What a session needs from the socket and the process around it. */
export interface SessionPorts {
  readonly desk: Desk;
  readonly token: string;
  /** 64 hex digits that were never used before. */
  readonly nonce: string;
  readonly log: Log;
  /** Sends frames in as few writes as possible. */
  readonly send: (frames: readonly Uint8Array[]) => void;
  /** True while the peer does not keep up; ticks are left out then. */
  readonly isBackedUp: () => boolean;
  /** Ends the link; nothing is received afterwards. */
  readonly close: () => void;
  /** The agent has proven that it knows the token. */
  readonly onLinked: () => void;
}

/**
 * One connection to the agent, as `ea-link.ts` describes it. Until the agent has proven itself nothing
 * but `challenge` and `welcome` is read; until it has synchronised nothing is traded and nothing is told
 * by itself. Whatever happened in between is covered by the next `sync`.
 */
export class Session {
  readonly #ports: SessionPorts;
  readonly #watch: MarketWatch;
  #phase: "challenge" | "welcome" | "linked" | "synced" | "closed" = "challenge";
  #agentNonce = "";
  #out: OutMessage[] = [];
  #submits: Submit[] = [];
  #panelText = "";

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    this.#watch = new MarketWatch(ports.desk.server);
  }

  /** Handles messages that arrived together; submits that follow each other are carried out together. */
  receive(records: readonly FrameRecord[]): void {
    if (this.#isClosed()) return;
    for (const record of records) {
      const parsed = toTerminalSchema.safeParse(record);
      if (!parsed.success) {
        const field = parsed.error.issues[0]?.path.join(".") ?? "";
        this.#refuse("frame_invalid", { type: record["type"] ?? "", field });
      } else {
        this.#handle(parsed.data);
      }
      if (this.#isClosed()) return;
    }
    this.#carryOut();
    this.#flush();
  }

  /** Tells what changed by itself: stops, targets and standing orders that the market reached. */
  tell(changes: readonly Change[]): void {
    if (this.#phase !== "synced") return;
    this.#push(changes);
    if (hasDeal(changes)) this.#out.push(this.#watch.account(this.#ports.desk.nowMs()));
    this.#flush();
  }

  /** Tells what the market did, unless the agent is behind. */
  tick(atMs: number): void {
    if (this.#phase !== "synced" || this.#ports.isBackedUp()) return;
    this.#out.push(...this.#watch.turn(atMs));
    this.#flush();
  }

  #isClosed(): boolean {
    return this.#phase === "closed";
  }

  #handle(message: ToTerminal): void {
    if (message.type === "submit") {
      if (this.#phase === "synced") this.#submits.push(message);
      else this.#refuse("frame_out_of_place", { type: message.type });
      return;
    }
    this.#carryOut();
    if (message.type === "refused")
      this.#refuse("refused_by_agent", { code: message.code, message: message.message });
    else if (message.type === "challenge" && this.#phase === "challenge") this.#hello(message);
    else if (message.type === "welcome" && this.#phase === "welcome") this.#welcome(message.proof);
    else if (this.#phase !== "linked" && this.#phase !== "synced") {
      this.#refuse("frame_out_of_place", { type: message.type });
    } else if (message.type === "ping") this.#out.push({ type: "pong" });
    else if (message.type === "query") this.#out.push(answerOf(message, this.#ports.desk));
    else if (message.type === "sync") this.#sync(BigInt(message.lastdeal));
    else if (message.type === "watch") this.#watch.watch(words(message.symbols), words(message.books));
    else if (message.type === "bars") this.#bars(message);
    else if (message.type === "panel") this.#panel(message);
    else this.#refuse("frame_out_of_place", { type: message.type });
  }

  #hello(challenge: { readonly version: string; readonly nonce: string }): void {
    if (challenge.version !== EA_LINK_VERSION) {
      this.#refuse("unsupported_version", { version: challenge.version.slice(0, 16) });
      return;
    }
    const { token, nonce, desk } = this.#ports;
    this.#agentNonce = challenge.nonce;
    const proof = proofOf(token, "ea", challenge.nonce, nonce);
    const { id: journal } = desk.journal;
    this.#out.push({ type: "hello", version: EA_LINK_VERSION, nonce, proof, program: PROGRAM, journal });
    this.#phase = "welcome";
  }

  #welcome(proof: string): void {
    const { token, nonce, desk, log } = this.#ports;
    if (!proofMatches(proof, proofOf(token, "agent", nonce, this.#agentNonce))) {
      this.#refuse("wrong_proof", {});
      return;
    }
    this.#phase = "linked";
    this.#ports.onLinked();
    this.#out.push(...this.#watch.introduction(desk.nowMs()), { type: "ready" });
    log("ready", { symbols: desk.server.symbols().length });
  }

  #sync(after: bigint): void {
    const { server } = this.#ports.desk;
    const lastDeal = server.lastDeal();
    if (after > lastDeal) {
      this.#ports.log("sync_ahead", { asked: String(after), lastDeal: String(lastDeal) });
    }
    const deals = after < lastDeal ? Array.from(server.dealsAfter(after), frames.dealMessage) : [];
    const gone =
      after <= lastDeal ? server.goneSince(after).flatMap((order) => frames.goneMessage(order) ?? []) : [];
    const positions = server.positions().map(frames.positionMessage);
    const pendings = server.orders().flatMap((order) => frames.pendingMessage(order) ?? []);
    this.#out = this.#out.concat(deals, gone, positions, pendings);
    this.#out.push({ type: "synced", lastdeal: String(lastDeal) });
    this.#phase = "synced";
    this.#ports.log("synced", {
      deals: deals.length,
      positions: positions.length,
      pendings: pendings.length,
    });
  }

  #bars({ id, symbol, frame, count }: Extract<ToTerminal, { type: "bars" }>): void {
    const { server, nowMs } = this.#ports.desk;
    const bars = server.symbol(symbol) === undefined ? [] : server.bars(symbol, frame, count, nowMs());
    this.#out.push(barsMessage(id, symbol, bars));
  }

  /** The paper terminal has no chart to show it on: its log is where people look. */
  #panel({ gateway, halted }: Extract<ToTerminal, { type: "panel" }>): void {
    const text = `${gateway} ${halted}`;
    if (text === this.#panelText) return;
    this.#panelText = text;
    this.#ports.log("panel", { gateway, halted });
  }

  #carryOut(): void {
    if (this.#submits.length === 0) return;
    const submits = this.#submits;
    this.#submits = [];
    const { desk } = this.#ports;
    let dealt = false;
    for (const { entry, journaledAtMs, changes } of carryOutSteps(submits, desk)) {
      if (journaledAtMs !== undefined) this.#out.push(frames.journaledMessage(entry, journaledAtMs));
      this.#push(changes);
      this.#out.push(frames.outcomeMessage("result", entry.orderId, entry.step, entry));
      dealt ||= hasDeal(changes);
    }
    if (dealt) this.#out.push(this.#watch.account(desk.nowMs()));
  }

  #push(changes: readonly Change[]): void {
    for (const change of changes) {
      const message = frames.changeMessage(change);
      if (message !== undefined) this.#out.push(message);
    }
  }

  #flush(): void {
    if (this.#out.length === 0) return;
    const out = this.#out;
    this.#out = [];
    this.#ports.send(out.map(encodeFrame));
  }

  /** What arrived before the fault is still carried out and answered: it was whole and in its place. */
  #refuse(event: string, fields: Readonly<Record<string, string>>): void {
    this.#carryOut();
    this.#flush();
    this.#phase = "closed";
    this.#ports.log(event, fields);
    this.#ports.close();
  }
}

/** What speaks, for the agent's log and status. */
const PROGRAM = "paper terminal";

function words(list: string): string[] {
  return list === "" ? [] : list.split(";");
}

function hasDeal(changes: readonly Change[]): boolean {
  return changes.some((change) => change.change === "deal");
}

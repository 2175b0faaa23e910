import type { FeedAccount } from "../../../src/protocol/feed-state.ts";
import { durationWords } from "../words/duration.ts";
import type { Live } from "./live-state.ts";

/** `good` needs nobody; `warn` and `bad` want a look; `unknown`: nobody can say now. */
export type HealthLevel = "good" | "warn" | "bad" | "unknown";

export interface HealthPart {
  readonly name: "Gateway" | "Agent" | "Terminal" | "Broker" | "Prices";
  readonly level: HealthLevel;
  /** The state in a word or two; it alone is read out when it changes. */
  readonly word: string;
  /** Why, and since when. */
  readonly detail: string | null;
}

export interface HealthFacts {
  readonly live: Live;
  /** The time of the newest tick; null when no price has come. */
  readonly newestTickMs: number | null;
  readonly nowMs: number;
  /** A time of day for people. */
  readonly clock: (atMs: number) => string;
}

/** A symbol that trades has several ticks a second; nothing for so long is worth saying. */
const STILL_AFTER_MS = 10_000;

/** How everything between page and broker stands, from here to there. */
export function healthOf(facts: HealthFacts): readonly HealthPart[] {
  const { live } = facts;
  const gateway = gatewayPart(live);
  if (live.status !== "live") {
    const away = (name: HealthPart["name"]): HealthPart =>
      unknown(name, "not known", "The page is not live.");
    return [gateway, away("Agent"), away("Terminal"), away("Broker"), pricesPart(facts)];
  }
  if (!live.sees.includes("orders")) return [gateway, pricesPart(facts)];
  if (live.board === null) {
    const soon = (name: HealthPart["name"]): HealthPart => unknown(name, "asking…", null);
    return [gateway, soon("Agent"), soon("Terminal"), soon("Broker"), pricesPart(facts)];
  }
  const { account } = live.board;
  return [gateway, agentPart(account, facts), terminalPart(account), brokerPart(account), pricesPart(facts)];
}

function gatewayPart({ status, why, roundTripMs, board }: Live): HealthPart {
  const name = "Gateway";
  if (status === "connecting") return unknown(name, "connecting…", why);
  if (status === "refused") return { name, level: "bad", word: "refused", detail: why };
  if (status === "waiting") return { name, level: "bad", word: "not connected", detail: why };
  const stopped = board?.account.stopped ?? null;
  if (stopped !== null) return { name, level: "warn", word: "trading is stopped", detail: stopped.reason };
  const detail = roundTripMs === null ? null : durationWords(roundTripMs);
  return { name, level: "good", word: "connected", detail };
}

function agentPart({ link }: FeedAccount, { clock }: HealthFacts): HealthPart {
  const name = "Agent";
  if (link.agentId === null)
    return { name, level: "warn", word: "not paired", detail: "No agent is paired yet." };
  const since = link.sinceMs === null ? null : `since ${clock(link.sinceMs)}`;
  if (!link.connected) return { name, level: "bad", word: "offline", detail: since };
  const version = link.agentVersion === null ? null : link.agentVersion;
  return { name, level: "good", word: "connected", detail: words(version, since) };
}

function terminalPart({ link, terminal }: FeedAccount): HealthPart {
  const name = "Terminal";
  if (!link.connected) return unknown(name, "not known", "The agent is offline.");
  if (!link.ready) {
    return { name, level: "bad", word: "not ready", detail: link.reason?.message ?? "It is being compared." };
  }
  const halted = terminal?.halted ?? null;
  if (halted !== null) return { name, level: "warn", word: "entries stopped", detail: halted.reason };
  return { name, level: "good", word: "ready", detail: null };
}

function brokerPart({ link, terminal }: FeedAccount): HealthPart {
  const name = "Broker";
  const account = terminal?.account ?? null;
  if (account === null) return unknown(name, "not known", "No terminal has told of its account yet.");
  const where = words(account.server, account.kind ?? null);
  if (!link.connected) return unknown(name, "not known", where);
  const { obstacle } = account;
  if (obstacle !== undefined && obstacle !== "") {
    return { name, level: "bad", word: "would not trade", detail: obstacle.replaceAll("_", " ") };
  }
  return { name, level: "good", word: "would trade", detail: where };
}

function pricesPart({ live, newestTickMs, nowMs, clock }: HealthFacts): HealthPart {
  const name = "Prices";
  if (newestTickMs === null) return unknown(name, "none yet", null);
  const ageMs = Math.max(0, nowMs - newestTickMs);
  const isCut = live.status !== "live" || live.board?.account.link.connected === false;
  const detail = `since ${clock(newestTickMs)}`;
  if (isCut || ageMs >= STILL_AFTER_MS) return { name, level: "warn", word: "stand still", detail };
  return { name, level: "good", word: "moving", detail: `${Math.floor(ageMs / 1_000)} s ago` };
}

function unknown(name: HealthPart["name"], word: string, detail: string | null): HealthPart {
  return { name, level: "unknown", word, detail };
}

function words(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : said.join(", ");
}

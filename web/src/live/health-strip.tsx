import { VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import { durationWords } from "../words/duration.ts";
import { gatewayNowMs } from "./gateway-clock.ts";
import { type HealthLevel, type HealthPart, healthOf } from "./health.ts";
import "./health-strip.css";
import { type HeardOrder, heardMore, hopsOf } from "./order-hops.ts";
import { useFeedEvents, useLive, useNewestTickMs } from "./use-live.ts";

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const clock = (atMs: number): string => time.format(atMs);

/** A sign of its own for each level, so that it is told without its colour, too. */
const signs: Readonly<Record<HealthLevel, string>> = { good: "●", warn: "▲", bad: "✕", unknown: "○" };

/**
 * How everything between this page and the broker stands: gateway, agent, terminal, broker, prices, and how long the hops of
 * the newest order took. What changes is read out; figures that move all the time are not.
 */
export function HealthStrip({ accountId }: { readonly accountId: string }) {
  const live = useLive(accountId);
  const newestTickMs = useNewestTickMs(accountId);
  const nowMs = useGatewayNow();
  const parts = healthOf({ live, newestTickMs, nowMs, clock });
  return (
    <section className="health" aria-label="Health">
      {parts.map((part) => (
        <Part key={part.name} part={part} />
      ))}
      <LastOrder accountId={accountId} />
      <VisuallyHidden role="status" aria-live="polite">
        {parts.map(({ name, word }) => `${name} ${word}`).join(", ")}
      </VisuallyHidden>
    </section>
  );
}

function Part({ part: { name, level, word, detail } }: { readonly part: HealthPart }) {
  return (
    <div className="health-part" data-level={level} data-part={name}>
      <span className="health-sign" aria-hidden>
        {signs[level]}
      </span>
      <span className="health-name">{name}</span>
      <span className="health-word">{word}</span>
      {detail !== null && (
        <span className="health-detail" title={detail}>
          {detail}
        </span>
      )}
    </div>
  );
}

function LastOrder({ accountId }: { readonly accountId: string }) {
  const [heard, setHeard] = useState<HeardOrder | null>(null);
  useFeedEvents(accountId, (event: FeedEvent) => setHeard((before) => heardMore(before, event)));
  const hops = heard === null ? [] : hopsOf(heard);
  if (hops.length === 0) return null;
  return (
    <div className="health-part" data-part="Last order">
      <span className="health-name">Last order</span>
      <span className="health-word">{durationWords(hops.reduce((sum, { ms }) => sum + ms, 0))}</span>
      <span className="health-detail">
        {hops.map(({ name, ms }) => `${name} ${durationWords(ms)}`).join(" · ")}
      </span>
    </div>
  );
}

/** The gateway's time, once a second. */
function useGatewayNow(): number {
  const [nowMs, setNowMs] = useState(gatewayNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(gatewayNowMs()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

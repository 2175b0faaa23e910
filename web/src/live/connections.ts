import { forgetSession, onSessionOver, renewSession } from "../api/session-keys.ts";
import { onActivity } from "./activity.ts";
import { openBrowserSocket } from "./browser-socket.ts";
import { browserTimers } from "./browser-timers.ts";
import { FeedConnection } from "./connection.ts";
import { onOtherPerson, rightsChanged } from "./person-news.ts";
import { feedClosed, feedOpened, tellStopNews } from "./stop-news.ts";

/** A page that leaves an account often comes back to it, or the next page wants the same one. */
const LINGER_MS = 5_000;
/** A tab that nobody sees gives its socket back: an address has only five. */
const HIDDEN_MS = 60_000;
const HIDDEN = "This tab was not seen for a minute. It connects when it is seen.";

interface Held {
  readonly connection: FeedConnection;
  users: number;
  cancelEnd: () => void;
}

const held = new Map<string, Held>();
let hidden = false;

/** The connection of an account while somebody uses it. */
export function connectionOf(accountId: string): FeedConnection | null {
  return held.get(accountId)?.connection ?? null;
}

/** One connection for each account and tab, whoever uses it. `release` once; some seconds after the last one it ends. */
export function holdConnection(accountId: string): { connection: FeedConnection; release: () => void } {
  const known = held.get(accountId) ?? open(accountId);
  known.users++;
  known.cancelEnd();
  let released = false;
  return {
    connection: known.connection,
    release: () => {
      if (released) return;
      released = true;
      known.users--;
      if (known.users === 0) known.cancelEnd = browserTimers.after(LINGER_MS, () => end(accountId, known));
    },
  };
}

function open(accountId: string): Held {
  const connection = new FeedConnection(accountId, {
    timers: browserTimers,
    open: openBrowserSocket,
    renewSession: renewOrLeave,
    renewPerson: rightsChanged,
  });
  feedOpened();
  tellStops(connection);
  const made: Held = { connection, users: 0, cancelEnd: () => undefined };
  held.set(accountId, made);
  if (!hidden) connection.connect();
  return made;
}

function end(accountId: string, one: Held): void {
  one.cancelEnd();
  if (held.get(accountId) !== one) return;
  held.delete(accountId);
  one.connection.stop();
  feedClosed();
}

/** What every page shows, whatever it is about: that trading is stopped. */
function tellStops({ live }: FeedConnection): void {
  let told: string | null = null;
  live.view(() => {
    const { board } = live.shown;
    if (board === null) return;
    const now = JSON.stringify([board.account.stopped ?? null, board.account.terminal?.halted ?? null]);
    if (told !== null && told !== now) tellStopNews();
    told = now;
  });
}

async function renewOrLeave(): Promise<boolean> {
  const renewed = await renewSession();
  if (!renewed) forgetSession();
  return renewed;
}

// The next person at this machine must not see what this one saw, and nobody hears on without a session.
onSessionOver(() => {
  for (const [accountId, one] of held) end(accountId, one);
});

onActivity(() => {
  for (const { connection } of held.values()) connection.active();
});

let cancelHiding = (): void => undefined;
document.addEventListener("visibilitychange", () => {
  cancelHiding();
  if (document.hidden) {
    cancelHiding = browserTimers.after(HIDDEN_MS, () => {
      hidden = true;
      for (const { connection } of held.values()) connection.pause(HIDDEN);
    });
    return;
  }
  hidden = false;
  reconnectAll();
});
window.addEventListener("online", reconnectAll);
onOtherPerson(reconnectAll);

/** Something changed that may make a connection work which did not: a network, a role, somebody who looks. */
function reconnectAll(): void {
  if (hidden) return;
  for (const { connection } of held.values()) connection.connect();
}

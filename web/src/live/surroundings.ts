import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import type { OpenSocket } from "./line.ts";
import type { Timers } from "./timers.ts";

/** What a connection needs of the page around it. */
export interface Surroundings {
  readonly timers: Timers;
  readonly open: OpenSocket;
  /** Takes new cookies; false when there are none, and the login is shown. Throws when the gateway does not answer. */
  readonly renewSession: () => Promise<boolean>;
  /** The role or the accounts of the person changed. Resolves when the page knows. */
  readonly renewPerson: () => Promise<void>;
}

/** Hears what nobody may miss. `missed`: events went by unheard; what they told of has to be asked for again. */
export interface EventListener {
  readonly event: (event: FeedEvent) => void;
  readonly missed: () => void;
}

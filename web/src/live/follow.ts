import type { FromFeed } from "../../../src/protocol/feed.ts";
import { type Board, boardHash, boardOf, withChange, withEvent } from "../../../src/protocol/feed-board.ts";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";

/** How far a page has followed the feed. */
export interface Followed {
  /** The last event that it has, named when it comes back. */
  readonly eventId: string | null;
  /** Null before the first snapshot, and when the role sees no orders. */
  readonly board: Board | null;
}

export const nothingFollowed: Followed = { eventId: null, board: null };

export interface Step {
  readonly followed: Followed;
  /** An event that the page did not have. */
  readonly event: FeedEvent | null;
  /** Events may be missing before this one: what they told of is asked of the records again. */
  readonly missed: boolean;
  /** The board is not what the feed has. */
  readonly differs: boolean;
}

/** The page after a frame. Frames that tell nothing of the board change nothing. */
export function afterFrame(followed: Followed, frame: FromFeed): Step {
  const { eventId, board } = followed;
  switch (frame.type) {
    case "hello":
      // What was missed, the snapshot after it shows.
      return same(frame.sees.includes("orders") ? followed : nothingFollowed);
    case "snapshot": {
      const newest = isAfter(frame.eventId, eventId) ? frame.eventId : eventId;
      const missed = eventId !== null && isAfter(frame.eventId, eventId);
      return { ...same({ eventId: newest, board: boardOf(frame.board) }), missed };
    }
    case "event": {
      if (!isAfter(frame.id, eventId)) return same(followed);
      const next = board === null ? null : withEvent(board, frame.event);
      const missed = eventId !== null && !follows(frame.id, eventId);
      return { ...same({ eventId: frame.id, board: next }), event: frame.event, missed };
    }
    case "state":
      return board === null ? same(followed) : same({ eventId, board: withChange(board, frame.change) });
    case "hash":
      return { ...same(followed), differs: board === null || boardHash(board) !== frame.hash };
    default:
      return same(followed);
  }
}

function same(followed: Followed): Step {
  return { followed, event: null, missed: false, differs: false };
}

interface EventPlace {
  readonly era: string;
  readonly number: number;
}

function placeOf(id: string): EventPlace {
  const [era = "", number = "0"] = id.split("-");
  return { era, number: Number(number) };
}

/** Of another era, or later in the same: something that the page does not have. */
function isAfter(id: string, before: string | null): boolean {
  if (before === null) return true;
  const [one, other] = [placeOf(id), placeOf(before)];
  return one.era !== other.era || one.number > other.number;
}

/** The very next one, so that nothing is missing in between. */
function follows(id: string, before: string): boolean {
  const [one, other] = [placeOf(id), placeOf(before)];
  return one.era === other.era && one.number === other.number + 1;
}

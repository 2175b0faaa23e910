/** How far a reader is behind: what it was sent and has not acknowledged is on its way. */
export interface Pace {
  /** Frames sent on this connection. */
  readonly sent: number;
  /** Of these the reader has so many. */
  readonly acked: number;
}

export const freshPace: Pace = { sent: 0, acked: 0 };

export interface PaceLimits {
  /** On their way, above which states are withheld. */
  readonly free: number;
  /** On their way, above which everything is. */
  readonly most: number;
}

export function onTheWay({ sent, acked }: Pace): number {
  return sent - acked;
}

export function afterSend(pace: Pace): Pace {
  return { ...pace, sent: pace.sent + 1 };
}

/** A count that goes back or beyond what was sent is a fault of the reader, and taken for what is possible. */
export function afterAck({ sent, acked }: Pace, frames: number): Pace {
  return { sent, acked: Math.max(acked, Math.min(sent, frames)) };
}

export function takesStates(pace: Pace, limits: PaceLimits): boolean {
  return onTheWay(pace) < limits.free;
}

export function takesEvents(pace: Pace, limits: PaceLimits): boolean {
  return onTheWay(pace) < limits.most;
}

/** Half of what is free, so that a reader at the limit does not get a snapshot with every acknowledgement. */
export function hasCaughtUp(pace: Pace, limits: PaceLimits): boolean {
  return onTheWay(pace) <= limits.free / 2;
}

const listeners = new Set<() => void>();
let feeds = 0;

/** Calls when a feed tells that trading was stopped or lifted somewhere. Returns how to stop. */
export function onStopNews(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellStopNews(): void {
  for (const listener of listeners) listener();
}

/** True while some feed would tell. */
export function hearsStops(): boolean {
  return feeds > 0;
}

export function feedOpened(): void {
  feeds++;
}

export function feedClosed(): void {
  feeds--;
}

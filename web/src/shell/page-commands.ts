import { useEffect, useSyncExternalStore } from "react";
import type { Command } from "./palette.tsx";

const none: readonly Command[] = [];
let commands = none;
const listeners = new Set<() => void>();

function set(next: readonly Command[]): void {
  commands = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What can be done on the page that is open, for the palette. */
export function usePageCommands(): readonly Command[] {
  return useSyncExternalStore(subscribe, () => commands);
}

/** A page lists what can be done on it while it is open. The list must be the same one until it changes. */
export function useOfferCommands(offered: readonly Command[]): void {
  useEffect(() => {
    set(offered);
    return () => set(none);
  }, [offered]);
}

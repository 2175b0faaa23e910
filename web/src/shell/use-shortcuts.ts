import { useEffect } from "react";

/** So long may pass between `g` and the key of a page. */
const CHORD_MS = 1_500;

let pressedAtMs = Number.NEGATIVE_INFINITY;

/** True for the second key of a chord: it belongs to nobody else. */
export function isChord({ timeStamp }: KeyboardEvent): boolean {
  return timeStamp - pressedAtMs < CHORD_MS;
}

export interface Shortcuts {
  /** By the key after `g`. */
  readonly goTo: (key: string) => void;
  readonly openPalette: () => void;
}

/** `g` and a letter go to a page; Ctrl or Cmd with K opens the palette. Never while somebody types or decides. */
export function useShortcuts({ goTo, openPalette }: Shortcuts): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
      if ((ctrlKey || metaKey) && key.toLowerCase() === "k") {
        event.preventDefault();
        openPalette();
        return;
      }
      if (ctrlKey || metaKey || altKey || isBusy(event.target)) return;
      if (key === "g") {
        pressedAtMs = timeStamp;
        return;
      }
      if (isChord(event)) goTo(key);
      pressedAtMs = Number.NEGATIVE_INFINITY;
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [goTo, openPalette]);
}

/** Keys belong to fields, and to a dialog while one is open. */
export function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, textarea, select") !== null) return true;
  return document.querySelector("[role=dialog]") !== null;
}

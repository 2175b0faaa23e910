import { useEffect, useRef } from "react";
import { isBusy, isChord } from "../../shell/use-shortcuts.ts";

/** Keys that do something on the desk while no field has the focus and no dialog is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const newest = useRef(keys);
  useEffect(() => {
    newest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isBusy(event.target) || isChord(event)) return;
      const run = Object.hasOwn(newest.current, event.key) ? newest.current[event.key] : undefined;
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

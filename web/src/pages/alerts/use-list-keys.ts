import { type RefObject, useEffect } from "react";

interface ListKeys {
  readonly searchRef: RefObject<HTMLInputElement | null>;
  /** Goes to the next row (1) or to the one before (-1). */
  readonly onMove: (by: 1 | -1) => void;
}

/** `j` and `k` go through the rows, whose links Enter opens; `/` goes to the search. Not while something is typed. */
export function useListKeys({ searchRef, onMove }: ListKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const { target } = event;
      if (
        target instanceof Element &&
        target.closest("input, textarea, select, [contenteditable], [role=dialog]")
      ) {
        if (event.key === "Escape" && target === searchRef.current) searchRef.current?.blur();
        return;
      }
      if (event.key === "j") onMove(1);
      else if (event.key === "k") onMove(-1);
      else if (event.key === "/") searchRef.current?.focus();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [searchRef, onMove]);
}

const KINDS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** Calls whenever a person does something on the page: what the page does by itself never counts. */
export function onActivity(listener: () => void): void {
  for (const kind of KINDS) {
    window.addEventListener(
      kind,
      ({ isTrusted }) => {
        if (isTrusted) listener();
      },
      { capture: true, passive: true },
    );
  }
}

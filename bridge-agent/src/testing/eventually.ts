const DEADLINE_MS = 20_000;
const POLL_MS = 5;

/** Waits until `look` finds something (neither undefined nor false); fails the test when it never does. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

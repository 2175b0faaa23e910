type Renew = () => Promise<void>;

let renew: Renew = () => Promise.resolve();
const listeners = new Set<() => void>();

/** Says how the page finds out who the person is now. Returns how to take it back. */
export function onRightsChanged(how: Renew): () => void {
  renew = how;
  return () => {
    if (renew === how) renew = () => Promise.resolve();
  };
}

/** A feed said that the person's role or accounts changed. Resolves when the page knows the new ones. */
export async function rightsChanged(): Promise<void> {
  try {
    await renew();
  } catch {
    // The gateway does not answer; the page finds out with its next call.
  }
}

/** Calls when the person has another role, or is another one. Returns how to stop. */
export function onOtherPerson(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page knows of another role or person: what was refused before may work now. */
export function otherPerson(): void {
  for (const listener of listeners) listener();
}

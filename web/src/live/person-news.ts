type Renew = () => Promise<void>;

let renew: Renew = () => Promise.resolve();

/** Says how the page finds out who the person is now. Returns how to take it back. */
export function onPersonChanged(how: Renew): () => void {
  renew = how;
  return () => {
    if (renew === how) renew = () => Promise.resolve();
  };
}

/** The feed said that the person's role or accounts changed. Resolves when the page knows the new ones. */
export async function renewPerson(): Promise<void> {
  try {
    await renew();
  } catch {
    // The gateway does not answer; the page finds out with its next call.
  }
}

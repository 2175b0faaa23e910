declare global {
  interface Window {
    __webpack_nonce__?: string;
  }
}

/** The nonce that the Worker gave this page; style elements need it. */
export function pageNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** What keeps the page from scrolling behind a dialog (react-remove-scroll) looks for the nonce in this place. */
export function tellNonce(): void {
  window.__webpack_nonce__ = pageNonce();
}

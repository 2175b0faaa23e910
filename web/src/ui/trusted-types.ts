interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

declare global {
  interface Window {
    readonly trustedTypes?: PolicyFactory;
  }
}

/**
 * Mantine writes its style variables as the inner HTML of style elements, which Trusted Types refuse. The default
 * policy lets through text without a `<`: style sheets have none, and no markup can be made without one.
 */
export function allowStyleText(): void {
  window.trustedTypes?.createPolicy("default", {
    createHTML(text) {
      if (text.includes("<")) throw new TypeError("markup from text is not allowed here");
      return text;
    },
  });
}

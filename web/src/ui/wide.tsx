import { Box } from "@mantine/core";
import type { ReactNode } from "react";

interface WideProps {
  /** What is inside, for who comes there by keyboard. */
  readonly label: string;
  readonly minWidth: number;
  readonly children: ReactNode;
}

/** Holds what is wider than a telephone: it scrolls by itself, also by keyboard, and the page does not. */
export function Wide({ label, minWidth, children }: WideProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it nobody scrolls it by keyboard (WCAG 2.1.1)
    <section aria-label={`${label}, scrolls sideways`} tabIndex={0} className="wide">
      <Box miw={minWidth}>{children}</Box>
    </section>
  );
}

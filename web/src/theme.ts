import { createTheme } from "@mantine/core";

/** One accent and the colours of profit and loss; contrast is checked in the browser tests. */
export const theme = createTheme({
  primaryColor: "teal",
  primaryShade: { light: 8, dark: 9 },
  autoContrast: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, monospace",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});

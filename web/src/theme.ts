import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Blue-black, light to dark: prices stand out, and a screen in a dark room does not glare. */
const dark: MantineColorsTuple = [
  "#d3dae4",
  "#b6c0cd",
  "#8895a7",
  "#627084",
  "#34404e",
  "#263039",
  "#1b232d",
  "#11171e",
  "#0c1116",
  "#070a0e",
];

/** One accent and the colours of profit and loss; contrast is checked in the browser tests. */
export const theme = createTheme({
  colors: { dark },
  primaryColor: "teal",
  primaryShade: { light: 9, dark: 9 },
  autoContrast: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, monospace",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
});

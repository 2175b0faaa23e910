import { ColorType, CrosshairMode, LineStyle } from "lightweight-charts";

/**
 * The colours of every chart of the desk. A canvas knows no style sheets, so they are written here; text has the
 * contrast of WCAG AA on `ground`.
 */
export const chartColors = {
  ground: "#0c1116",
  grid: "#1a222b",
  edge: "#34404e",
  text: "#a3aebc",
  up: "#20c997",
  down: "#ff6b6b",
  buy: "#4dabf7",
  sell: "#f783ac",
  /** Orders that stand. */
  waits: "#ffd43b",
  bid: "#ced4da",
  ask: "#868e96",
  label: "#34404e",
} as const;

/** The system's own letters; a canvas takes the names, not the page's variables. */
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** What all charts have in common; whoever draws one adds what is its own. */
export function chartLook() {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: chartColors.ground },
      textColor: chartColors.text,
      fontFamily: FONT,
      fontSize: 11,
      // The logo is made of markup and a style sheet, which the page's policy refuses; the notice is beside the chart.
      attributionLogo: false,
    },
    grid: { vertLines: { color: chartColors.grid }, horzLines: { color: chartColors.grid } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: "#627084", style: LineStyle.Dashed, labelBackgroundColor: chartColors.label },
      horzLine: { color: "#627084", style: LineStyle.Dashed, labelBackgroundColor: chartColors.label },
    },
    rightPriceScale: { borderColor: chartColors.edge },
    timeScale: { borderColor: chartColors.edge },
    kineticScroll: { touch: !calm, mouse: false },
  };
}

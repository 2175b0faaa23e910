import { Anchor, Text } from "@mantine/core";

/** The notice that the licence of the chart's library asks for; once on every page with a chart. */
export function ChartNotice() {
  return (
    <Text size="xs" c="dimmed" component="p" m={0}>
      Charts:{" "}
      <Anchor
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noopener noreferrer"
        underline="always"
        inherit
      >
        TradingView Lightweight Charts™
      </Anchor>
      , © 2025 TradingView, Inc.
    </Text>
  );
}

import type { ExpositionFormat } from "./exposition.ts";

/**
 * The format that an Accept header asks for: OpenMetrics when version 1.0.0 of it (or none in particular) is wanted
 * at least as much as plain text, and otherwise the format that every reader knows.
 */
export function negotiateFormat(accept: string | undefined): ExpositionFormat {
  const wishes = (accept ?? "").split(",");
  const open = qualityOf(wishes, "application/openmetrics-text", "1.0.0");
  return open > 0 && open >= qualityOf(wishes, "text/plain", "0.0.4") ? "openmetrics" : "prometheus";
}

/** How much a media type in this version is wanted, from 0 to 1. */
function qualityOf(wishes: readonly string[], type: string, version: string): number {
  const qualities = wishes.map((wish) => {
    const [named, ...rest] = wish.split(";").map((part) => part.trim().toLowerCase());
    const parameters = new Map(rest.map((part) => [part.split("=")[0] ?? "", part.split("=")[1] ?? ""]));
    if (named !== type || (parameters.get("version") ?? version) !== version) return 0;
    const quality = Number(parameters.get("q") ?? "1");
    return quality >= 0 && quality <= 1 ? quality : 0;
  });
  return Math.max(0, ...qualities);
}

import { buildGateway } from "../../../scripts/lib/build-worker.ts";
import { chromiumPath } from "./chromium.ts";

/** Runs once before all files: those that start at the same time would each build the gateway and the desk. */
export default async function buildFirst(): Promise<void> {
  if (chromiumPath !== undefined) await buildGateway();
}

import { join } from "node:path";
import { bundleWorker } from "../../scripts/lib/build-worker.ts";
import { root } from "../../scripts/lib/root.ts";
import { waitForGateway } from "../../scripts/start/api.ts";
import { findFreePort } from "../../scripts/start/free-port.ts";
import { prepareGateway } from "../../scripts/start/gateway.ts";
import { keepSecrets } from "../../scripts/start/secrets.ts";
import { openStateDir } from "../../scripts/start/state-dir.ts";
import { supervise } from "../../scripts/start/supervise.ts";
import type { Cleanup } from "./cleanup.ts";

const START_TIMEOUT_MS = 30_000;

/**
 * Bundles the bench worker `bench/<name>` and runs it on plain workerd exactly as `npm start` runs the
 * real one, with its data in `folder`. It answers 200 to `GET /healthz`. Resolves to its URL.
 */
export async function startBenchWorker(
  cleanup: Cleanup,
  name: string,
  folder: string,
  say: (line: string) => void,
): Promise<string> {
  const state = openStateDir(folder);
  const bundle = { dir: join(folder, "bundle"), built: true };
  await bundleWorker(join(root, "bench", name, "wrangler.toml"), bundle.dir);
  const port = await findFreePort();
  const spec = prepareGateway(state, bundle, keepSecrets(state.secretsFile, Date.now()), port);
  const worker = supervise({ ...spec, name: `bench-${name}` }, state.run, say);
  cleanup.add(() => worker.stop(0));
  const url = `http://127.0.0.1:${port}`;
  await waitForGateway(url, AbortSignal.timeout(START_TIMEOUT_MS));
  return url;
}

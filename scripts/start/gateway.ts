import { cpSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import { feedLimitNames } from "../../src/domain/access/operator-limits.ts";
import { type Bundle, readManifest } from "../lib/build-worker.ts";
import { tokenHash } from "../lib/secrets.ts";
import type { WorkerManifest } from "../lib/worker-manifest.ts";
import { workerdConfig } from "../lib/workerd-config.ts";
import type { Secrets } from "./secrets.ts";
import type { StateDir } from "./state-dir.ts";
import type { ChildSpec } from "./supervise.ts";

/** The path of the workerd binary itself, so that its pid is the gateway's and no wrapper's. */
function workerdBinary(): string {
  const loaded: unknown = createRequire(import.meta.url)("workerd");
  return z.object({ default: z.string() }).parse(loaded).default;
}

/** The path that only this installation's gateway has on its command line. */
export function gatewayConfigFile(state: StateDir): string {
  return join(state.gateway, "workerd.capnp");
}

/** What the operator says about mail in the environment; see docs/notices.md. */
function mailVars(env: NodeJS.ProcessEnv): Record<string, string> {
  const { MAIL_PROVIDER, MAIL_FROM } = env;
  return MAIL_PROVIDER === undefined || MAIL_FROM === undefined ? {} : { MAIL_PROVIDER, MAIL_FROM };
}

/** Limits that the operator sets in the environment; those of wrangler.toml hold otherwise. See docs/feed.md. */
function limitVars(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    feedLimitNames.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The key for mail is read from the environment too, and only where there is one: workerd wants each that is named. */
function withMailKey(manifest: WorkerManifest, env: NodeJS.ProcessEnv): WorkerManifest {
  return env["MAIL_KEY"] === undefined
    ? manifest
    : { ...manifest, secrets: [...manifest.secrets, "MAIL_KEY"] };
}

/**
 * Copies the bundle into the state, writes the workerd configuration beside it, and says how to start it.
 * The copy keeps a running installation on the code it was started with, also when its gateway is
 * started again after a later build. `others` take the place of what wrangler.toml says.
 */
export function prepareGateway(
  state: StateDir,
  bundle: Bundle,
  secrets: Secrets,
  port: number,
  others: Readonly<Record<string, string>> = {},
): ChildSpec {
  const worker = join(state.gateway, "worker");
  rmSync(worker, { recursive: true, force: true });
  cpSync(bundle.dir, worker, { recursive: true });

  const configFile = gatewayConfigFile(state);
  const paths = { bundle: "worker", desk: join(worker, "web"), storage: state.storage };
  const vars = { CLIENT_ADDRESS: "peer", ...mailVars(process.env), ...limitVars(process.env), ...others };
  writeFileSync(configFile, workerdConfig(withMailKey(readManifest(worker), process.env), paths, port, vars));
  return {
    name: "gateway",
    command: workerdBinary(),
    args: ["serve", configFile],
    env: {
      ...process.env,
      GATEWAY_KEYS: secrets.gatewayKeys,
      AUTH_KEYS: secrets.authKeys,
      VAULT_KEYS: secrets.vaultKeys,
      USER_ID_KEY: secrets.userIdKey,
      CLAIM_CODE_SHA256: tokenHash(secrets.claimCode),
      BOOTSTRAP_TOKEN_SHA256: tokenHash(secrets.token),
    },
    watchesStdin: false,
  };
}

import type { WorkerManifest } from "./worker-manifest.ts";

/** Where plain workerd finds and keeps things. */
export interface WorkerdPaths {
  /** The folder of the bundle, absolute or relative to the configuration. */
  readonly bundle: string;
  /** The folder of the trading desk's files, absolute: workerd takes it from where it was started. */
  readonly desk: string;
  /** The folder in which the objects' SQLite files are kept, absolute; it must exist. */
  readonly storage: string;
}

/** A string literal of Cap'n Proto's text format, which is JSON's as far as these values go. */
function text(value: string): string {
  return JSON.stringify(value);
}

function list(items: readonly string[], indent: string): string {
  if (items.length === 0) return "[]";
  return `[\n${items.map((item) => `${indent}  ${item},\n`).join("")}${indent}]`;
}

/**
 * The configuration with which `workerd serve` runs a built Worker, in Cap'n Proto's text format.
 * `vars` replaces the manifest's values; secrets are read from workerd's environment, so that the file
 * holds none. Nothing but 127.0.0.1 can reach the port: TLS and the outside world are a proxy's work.
 */
export function workerdConfig(
  manifest: WorkerManifest,
  paths: WorkerdPaths,
  port: number,
  vars: Readonly<Record<string, string>>,
): string {
  const modules = manifest.modules.map((file, index) => {
    const kind = index === 0 ? "esModule" : "text";
    // The bundle imports its text modules by relative paths.
    const name = index === 0 ? file : `./${file}`;
    return `(name = ${text(name)}, ${kind} = embed ${text(`${paths.bundle}/${file}`)})`;
  });
  const bindings = [
    ...Object.entries({ ...manifest.vars, ...vars }).map(
      ([name, value]) => `(name = ${text(name)}, text = ${text(value)})`,
    ),
    ...manifest.secrets.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`),
    `(name = "ASSETS", service = "desk")`,
    ...manifest.objects.map(
      (object) => `(name = ${text(object.binding)}, durableObjectNamespace = ${text(object.className)})`,
    ),
  ];
  // The unique key names the folder of the class's files and goes into every object's id: never change it.
  const namespaces = manifest.objects.map(
    (object) =>
      `(className = ${text(object.className)}, uniqueKey = ${text(`${manifest.name}-${object.className}`)}, ` +
      `enableSql = ${object.sqlite})`,
  );
  return `# Generated from wrangler.toml by scripts/lib/workerd-config.ts.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .gateway),
    (name = "desk", disk = (path = ${text(paths.desk)}, writable = false)),
    (name = "storage", disk = (path = ${text(paths.storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "gateway")],
);

const gateway :Workerd.Worker = (
  modules = ${list(modules, "  ")},
  compatibilityDate = ${text(manifest.compatibilityDate)},
  compatibilityFlags = [${manifest.compatibilityFlags.map(text).join(", ")}],
  bindings = ${list(bindings, "  ")},
  durableObjectNamespaces = ${list(namespaces, "  ")},
  durableObjectStorage = (localDisk = "storage"),
);
`;
}

import { readdirSync } from "node:fs";
import * as z from "zod";

/**
 * What plain workerd must know of a built Worker, written next to the bundle as `manifest.json`. Reading
 * wrangler's configuration takes more than a second, so it is done once for each build, not each start.
 */
export const workerManifestSchema = z.object({
  name: z.string().min(1),
  compatibilityDate: z.string().min(1),
  compatibilityFlags: z.array(z.string()),
  /** File names within the bundle's folder; the entry is first, the others are text. */
  modules: z.array(z.string()).min(1),
  objects: z.array(z.object({ binding: z.string(), className: z.string(), sqlite: z.boolean() })),
  vars: z.record(z.string(), z.string()),
  /** Names of bindings whose values come from the environment. */
  secrets: z.array(z.string()),
});
export type WorkerManifest = z.infer<typeof workerManifestSchema>;

/** The part of wrangler's configuration that plain workerd can carry out. */
const wranglerConfigSchema = z.object({
  name: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  vars: z.record(z.string(), z.string()).default({}),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  exports: z.record(z.string(), z.object({ storage: z.string().optional() })).default({}),
  secrets: z.object({ required: z.array(z.string()).default([]) }).default({ required: [] }),
});

/** Reads `configPath` through wrangler and lists the modules that wrangler wrote to `bundleDir`. */
export async function describeWorker(configPath: string, bundleDir: string): Promise<WorkerManifest> {
  const { unstable_readConfig } = await import("wrangler");
  const config = wranglerConfigSchema.parse(
    unstable_readConfig({ config: configPath }, { hideWarnings: true }),
  );
  const texts = readdirSync(bundleDir).filter((file) => /\.(sql|txt)$/.test(file));
  return {
    name: config.name,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    modules: ["index.js", ...texts.sort()],
    objects: config.durable_objects.bindings.map((binding) => ({
      binding: binding.name,
      className: binding.class_name,
      sqlite: config.exports[binding.class_name]?.storage === "sqlite",
    })),
    vars: config.vars,
    secrets: config.secrets.required,
  };
}

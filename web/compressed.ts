import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const WORTH_IT = /\.(?:js|css|svg)$/;

/**
 * Puts a compressed copy beside each file of the desk, for one machine: nobody else compresses there, and doing it
 * for each request would cost the way of an order. The network does it by itself, and is not given the copies; see
 * public/.assetsignore and src/routes/desk/files.ts.
 */
export function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "." }) {
      const assets = join(dir, "assets");
      for (const name of readdirSync(assets).filter((file) => WORTH_IT.test(file))) {
        const path = join(assets, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

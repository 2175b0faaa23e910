import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./lib/openapi-document.ts";
import { root } from "./lib/root.ts";

/**
 * `npm run openapi`: writes the description of the API that the Worker serves, from the descriptions beside the
 * routes. A test fails while a file is not what this would write.
 */
for (const [path, text] of generatedFiles()) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${path}`);
}

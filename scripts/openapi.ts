import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentText, GENERATED } from "./lib/openapi-document.ts";
import { root } from "./lib/root.ts";

/**
 * `npm run openapi`: writes the description of the API that the Worker serves, from the descriptions beside the
 * routes. A test fails while the file is not what this would write.
 */
const file = join(root, GENERATED);
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, documentText());
console.log(`wrote ${GENERATED}`);

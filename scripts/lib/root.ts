import { join } from "node:path";

/** The repository's folder, an absolute path without a trailing slash. */
export const root: string = join(import.meta.dirname, "..", "..");

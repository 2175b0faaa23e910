import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib/root.ts";

/** What stands between the quotes behind a name, wherever the desk's source says so. */
function quoted(file: string, name: string): string[] {
  const source = readFileSync(join(root, "web/src", file), "utf8");
  return [...source.matchAll(new RegExp(`\\b${name}: "(/[^"]*)"`, "g"))].map(([, path]) => path ?? "");
}

/** The pages that the navigation and the palette list, below `/desk`. */
export function listedPages(): string[] {
  return quoted("shell/pages.ts", "to");
}

/**
 * The address of every page that the desk's router knows, below `/desk`, so that a page which is added is looked at
 * without anybody thinking of it. `ids` says what stands for `$accountId` and the like.
 */
export function deskPages(ids: Readonly<Record<string, string>>): string[] {
  return quoted("router.tsx", "path").map((path) =>
    path.replaceAll(/\$(\w+)/g, (_, name: string) => {
      const id = ids[name];
      if (id === undefined) throw new Error(`the desk has a page for ${name}, and no ${name} is given`);
      return id;
    }),
  );
}

/**
 * The line (from 1) of a TOML text on which a key is set; of its table when the key itself is not found,
 * undefined when that is not either. `path` is as a schema names it: `["drawdown", 1, "kind"]`. For error
 * messages only: it reads lines, and knows no strings that go over several of them.
 */
export function lineOfKey(text: string, path: readonly PropertyKey[]): number | undefined {
  let best: { readonly line: number; readonly depth: number } | undefined;
  let table: string[] = [];
  const counts = new Map<string, number>();
  for (const [at, raw] of text.split("\n").entries()) {
    const header = /^\s*\[(\[?)\s*([^\]#]+?)\s*\]/.exec(raw);
    const key = /^\s*([A-Za-z0-9_."' -]+?)\s*=/.exec(raw);
    let here: string[] | undefined;
    if (header !== null) {
      table = keysOf(header[2] ?? "");
      if (header[1] === "[") {
        const name = table.join(".");
        const index = counts.get(name) ?? 0;
        counts.set(name, index + 1);
        table = [...table, String(index)];
      }
      here = table;
    } else if (key !== null) here = [...table, ...keysOf(key[1] ?? "")];
    if (here === undefined || here.length === 0 || here.length > path.length) continue;
    const fits = here.every((part, depth) => part === String(path[depth]));
    if (fits && here.length > (best?.depth ?? 0)) best = { line: at + 1, depth: here.length };
  }
  return best?.line;
}

function keysOf(dotted: string): string[] {
  return dotted.split(".").map((part) => part.trim().replace(/^(["'])(.*)\1$/, "$2"));
}

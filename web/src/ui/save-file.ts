/** Has the browser save a text as a file. */
export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** A name for what is true now: `alerts-2026-11-21T101500.csv`. */
export function fileName(what: string): string {
  return `${what}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.csv`;
}

/** What somebody wrote into a field of lines or commas, without what is empty. */
export function listOf(text: string): string[] {
  return text.split(/[\n,]/).flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
}

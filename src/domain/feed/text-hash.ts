const PRIME = 0x01000193;
const LANES = [0x811c9dc5, 0x9e3779b9] as const;

/**
 * 16 hex digits over a text: FNV-1a of its UTF-16 units in two lanes with different starts. It finds a frame
 * that was lost, which nobody does on purpose; it is no protection against anybody.
 */
export function textHash(text: string): string {
  return LANES.map((start) => lane(text, start).toString(16).padStart(8, "0")).join("");
}

function lane(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), PRIME);
    hash = Math.imul(hash ^ (unit >>> 8), PRIME);
  }
  return hash >>> 0;
}

/**
 * What is kept of a history (oldest first) that has grown too long: of the older half every second tick, of the newer one
 * all. So it stays bounded, is whole where it is new, and reaches back the further the thinner it gets.
 */
export function thinned<T>(history: readonly T[]): T[] {
  const half = Math.floor(history.length / 2);
  return [...history.slice(0, half).filter((_, at) => at % 2 === 0), ...history.slice(half)];
}

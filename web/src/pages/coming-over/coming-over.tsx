export function ComingOver() {
  return null;
}

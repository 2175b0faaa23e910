/** The name of a button for screen readers and voice control: what it shows must be in it (WCAG 2.5.3). */
export function named(label: string, full: string): string {
  return full.toLowerCase().includes(label.toLowerCase()) ? full : `${label}: ${full}`;
}

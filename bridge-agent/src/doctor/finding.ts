/** One thing that the doctor looked at. */
export interface Finding {
  /** `problem`: nothing, or not everything, is traded because of it. `warning`: it may come to that. */
  readonly level: "ok" | "warning" | "problem";
  readonly subject: string;
  readonly message: string;
  /** What to do about it; absent where there is nothing to do. */
  readonly advice?: string;
}

export const fine = (subject: string, message: string): Finding => ({ level: "ok", subject, message });
export const warning = (subject: string, message: string, advice: string): Finding => ({
  ...{ level: "warning", subject, message, advice },
});
export const problem = (subject: string, message: string, advice: string): Finding => ({
  ...{ level: "problem", subject, message, advice },
});

const marks = { ok: "ok     ", warning: "WARN   ", problem: "PROBLEM" } as const;

/** The findings for a person to read, advice below what it is for. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ level, subject, message, advice }) => [
      `${marks[level]} ${subject.padEnd(9)} ${message}`,
      ...(advice === undefined ? [] : [`${" ".repeat(marks.ok.length + 11)}-> ${advice}`]),
    ])
    .join("\n");
}

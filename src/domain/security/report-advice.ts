import type { SecurityReport } from "./report.ts";

type Grounds = Omit<SecurityReport, "advice">;

/** More than a quarter of failed logins above the week before, and not a handful. */
const MANY_MORE = 1.25;
const HANDFUL = 10;

/** What to do after a week, the most pressing first; a sentence when there is nothing. */
export function adviceFor(report: Grounds): string[] {
  const { alerts, chain, failedLogins } = report;
  const critical = alerts.unresolved.critical;
  const open = critical + alerts.unresolved.warning;
  const without = report.membersWithoutSecondFactor;
  const advice = [
    critical > 0 && `Look now at ${things(critical, "critical security alert")} that nobody has resolved.`,
    critical === 0 && open > 0 && `Look at ${things(open, "security alert")} that nobody has resolved.`,
    report.replacedSecretsInUse.length > 0 &&
      `Change the senders that still use a replaced secret (${names(report.replacedSecretsInUse)}): they are cut off when its time is over.`,
    without.length > 0 &&
      `Let ${list(without.map(({ email }) => email))} add a passkey or an authenticator app: a password alone can be stolen.`,
    failedLogins.week > HANDFUL &&
      failedLogins.week > failedLogins.weekBefore * MANY_MORE &&
      `Failed logins rose from ${failedLogins.weekBefore} to ${failedLogins.week}: see in the audit log whom they try.`,
    report.expiringTokens.length > 0 &&
      `Replace API tokens that end within two weeks: ${names(report.expiringTokens)}.`,
    report.unusedTokens.length > 0 &&
      `Revoke API tokens that nobody used for 30 days: ${names(report.unusedTokens)}.`,
    report.oldSecrets.length > 0 &&
      `Rotate secrets that are older than 90 days: ${names(report.oldSecrets)}.`,
    report.lockedMembers.length > 0 &&
      `Unlock or remove members who are locked: ${list(report.lockedMembers.map(({ email }) => email))}.`,
    !chain.leaves &&
      "Send the heads of the audit chain to a webhook or a bucket of your own: only then can nobody rewrite it unseen.",
  ].filter((sentence) => sentence !== false);
  return advice.length > 0 ? advice : ["Nothing needs to be done."];
}

function things(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

const MOST_NAMED = 5;

function names(things: readonly { readonly name: string }[]): string {
  return list([...new Set(things.map(({ name }) => name))]);
}

function list(words: readonly string[]): string {
  const more = words.length - MOST_NAMED;
  return [...words.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

import * as z from "zod";
import type { AuditAction } from "../audit/actions.ts";

/** How much an event asks of somebody: nothing, a look, or to act now. */
export const severitySchema = z.enum(["info", "warning", "critical"]);
export type Severity = z.infer<typeof severitySchema>;

const critical: ReadonlySet<AuditAction> = new Set(["emergency.stopped", "person.locked"]);

const warning: ReadonlySet<AuditAction> = new Set([
  "login.failed",
  "session.refresh",
  "access.refused",
  "address.blocked",
  "hook.refused",
  "agent.pairing_refused",
  "agent.link_refused",
  "emergency.lifted",
  "person.unlocked",
  "security.unusual_activity",
  "security.alert_raised",
]);

/** The severity of what an audit entry records. */
export function severityOf(action: AuditAction): Severity {
  if (critical.has(action)) return "critical";
  return warning.has(action) ? "warning" : "info";
}

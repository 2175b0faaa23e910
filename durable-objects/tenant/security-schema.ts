import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the rules of detection remember, one row for a rule and a subject. */
export const securityStates = sqliteTable("security_states", {
  rule: text("rule").notNull(),
  /** As of `FindingSubject`: kind, blank, id. */
  subject: text("subject").notNull(),
  key: text("key").primaryKey(),
  /** JSON, by rule. */
  state: text("state").notNull(),
  /** From then on the state says nothing any more. */
  untilMs: integer("until_ms").notNull(),
});

/** What was detected. */
export const securityAlerts = sqliteTable(
  "security_alerts",
  {
    id: text("id").primaryKey(),
    /** Rule and subject while the alert is not resolved, null then: there is one of them at a time. */
    openKey: text("open_key").unique(),
    rule: text("rule").notNull(),
    severity: text("severity").notNull(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    cause: text("cause").notNull(),
    advice: text("advice").notNull(),
    raisedAtMs: integer("raised_at_ms").notNull(),
    firstAtMs: integer("first_at_ms").notNull(),
    lastAtMs: integer("last_at_ms").notNull(),
    count: integer("count").notNull(),
    state: text("state").notNull(),
    note: text("note"),
    changedBy: text("changed_by"),
    changedAtMs: integer("changed_at_ms"),
  },
  (table) => [index("security_alerts_raised").on(table.rule, table.raisedAtMs)],
);

/** The weeks whose report was told. */
export const securityReports = sqliteTable("security_reports", {
  /** Monday, midnight UTC. */
  weekMs: integer("week_ms").primaryKey(),
  toldAtMs: integer("told_at_ms").notNull(),
});

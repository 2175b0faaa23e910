/** Version of the table below, kept in the file; another one is not opened. */
export const JOURNAL_SCHEMA_VERSION = 1;

/** The terminal's journal: one row for each step that ever arrived, never deleted. */
export const journalSchema = `
CREATE TABLE IF NOT EXISTS steps (
  order_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  state TEXT NOT NULL,
  magic TEXT NOT NULL,
  request TEXT NOT NULL,
  retcode INTEGER NOT NULL,
  message TEXT NOT NULL,
  ticket TEXT NOT NULL,
  deal TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (order_id, step)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS unsettled_steps ON steps (order_id) WHERE state = 'sent';
`;

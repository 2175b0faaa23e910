/** Version of the tables below, kept in the file; another one is not opened. */
export const SERVER_SCHEMA_VERSION = 1;

/**
 * The trade server's tables. Tickets that are counted are integers, so that deals sort as they were made;
 * magic numbers are text, because they may use all 64 bits. `order_id` and `step` are the paper server's
 * stand-in for a look-up by magic number and comment. `last_deal` of an order is the newest deal there was
 * when the order changed last.
 */
export const serverSchema = `
CREATE TABLE IF NOT EXISTS account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  login TEXT NOT NULL,
  balance TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
  ticket INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  lots TEXT NOT NULL,
  price TEXT NOT NULL,
  sl TEXT NOT NULL,
  tp TEXT NOT NULL,
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  placed_at_ms INTEGER NOT NULL,
  done_at_ms INTEGER NOT NULL,
  last_deal INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS standing_orders ON orders (ticket) WHERE state = 'placed';
CREATE INDEX IF NOT EXISTS gone_orders ON orders (last_deal) WHERE state IN ('cancelled', 'rejected');
CREATE TABLE IF NOT EXISTS deals (
  deal INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL,
  position INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL,
  entry TEXT NOT NULL,
  lots TEXT NOT NULL,
  price TEXT NOT NULL,
  profit TEXT NOT NULL,
  reason TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS positions (
  position INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  direction TEXT NOT NULL,
  lots TEXT NOT NULL,
  price TEXT NOT NULL,
  sl TEXT NOT NULL,
  tp TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  opened_at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY,
  magic TEXT NOT NULL,
  order_id TEXT NOT NULL,
  step INTEGER NOT NULL,
  retcode INTEGER NOT NULL,
  message TEXT NOT NULL,
  ticket INTEGER NOT NULL,
  deal INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS requests_by_magic ON requests (magic);
`;

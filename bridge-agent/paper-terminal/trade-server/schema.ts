/** Version of the tables below, kept in the file; an older file is brought up to it. */
export const SERVER_SCHEMA_VERSION = 2;

/**
 * The trade server's tables. Tickets that are counted are integers, so that deals sort as they were made;
 * magic numbers are text, because they may use all 64 bits. `order_id` and `step` are the paper server's
 * stand-in for a look-up by magic number and comment. `last_deal` of an order is the newest deal there was
 * when the order changed last. `at_ms` of the account is the time of the newest change.
 */
export const serverSchema = `
CREATE TABLE IF NOT EXISTS account (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  login TEXT NOT NULL,
  mode TEXT NOT NULL,
  currency TEXT NOT NULL,
  currency_digits INTEGER NOT NULL,
  leverage INTEGER NOT NULL,
  balance TEXT NOT NULL,
  at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS orders (
  ticket INTEGER PRIMARY KEY,
  symbol TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  filling TEXT NOT NULL,
  time TEXT NOT NULL,
  expiration_ms INTEGER NOT NULL,
  lots_initial TEXT NOT NULL,
  lots TEXT NOT NULL,
  price TEXT NOT NULL,
  stoplimit TEXT NOT NULL,
  price_current TEXT NOT NULL,
  sl TEXT NOT NULL,
  tp TEXT NOT NULL,
  position INTEGER NOT NULL,
  position_by INTEGER NOT NULL,
  reason TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  placed_at_ms INTEGER NOT NULL,
  done_at_ms INTEGER NOT NULL,
  last_deal INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS standing_orders ON orders (ticket) WHERE done_at_ms = 0;
CREATE INDEX IF NOT EXISTS gone_orders ON orders (last_deal)
  WHERE state IN ('cancelled', 'rejected', 'expired');
CREATE INDEX IF NOT EXISTS orders_by_magic ON orders (magic);
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
  commission TEXT NOT NULL,
  swap TEXT NOT NULL,
  sl TEXT NOT NULL,
  tp TEXT NOT NULL,
  remaining TEXT NOT NULL,
  reason TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS deals_by_magic ON deals (magic);
CREATE TABLE IF NOT EXISTS positions (
  ident INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  symbol TEXT NOT NULL,
  direction TEXT NOT NULL,
  lots TEXT NOT NULL,
  price TEXT NOT NULL,
  sl TEXT NOT NULL,
  tp TEXT NOT NULL,
  swap TEXT NOT NULL,
  magic TEXT NOT NULL,
  comment TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  opened_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY,
  magic TEXT NOT NULL,
  order_id TEXT,
  step INTEGER,
  retcode INTEGER NOT NULL,
  message TEXT NOT NULL,
  ticket INTEGER NOT NULL,
  deal INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS requests_by_magic ON requests (magic);
`;

/**
 * Brings a file of version 1 to version 2, to be run before `serverSchema`: that account was a hedging one
 * in US dollars with market execution, and its orders were filled whole.
 */
export const fromVersion1 = {
  from: 1,
  before: `
DROP INDEX IF EXISTS standing_orders;
DROP INDEX IF EXISTS gone_orders;
DROP INDEX IF EXISTS requests_by_magic;
ALTER TABLE account RENAME TO account_1;
ALTER TABLE orders RENAME TO orders_1;
ALTER TABLE deals RENAME TO deals_1;
ALTER TABLE positions RENAME TO positions_1;
ALTER TABLE requests RENAME TO requests_1;
`,
  after: `
INSERT INTO account SELECT id, login, 'hedging', 'USD', 2, 500, balance, 0 FROM account_1;
INSERT INTO orders SELECT ticket, symbol, iif(kind = 'market', side, side || '_' || kind), state,
  iif(kind = 'market', 'fok', 'return'), 'gtc', 0, lots, iif(state = 'filled', '0', lots),
  iif(kind = 'market', '0', price), '0', price, sl, tp, position, 0, reason, magic, comment, order_id, step,
  placed_at_ms, done_at_ms, last_deal FROM orders_1;
INSERT INTO deals SELECT deal, ticket, position, symbol, side, entry, lots, price, profit, '0.00', '0.00',
  '0', '0', '0', reason, magic, comment, order_id, step, at_ms FROM deals_1;
INSERT INTO positions SELECT position, position, symbol, direction, lots, price, sl, tp, '0.00', magic,
  comment, order_id, step, opened_at_ms, opened_at_ms FROM positions_1;
INSERT INTO requests SELECT id, magic, order_id, step, retcode, message, ticket, deal, at_ms FROM requests_1;
DROP TABLE account_1;
DROP TABLE orders_1;
DROP TABLE deals_1;
DROP TABLE positions_1;
DROP TABLE requests_1;
`,
} as const;

#include "terminal.h"
#include <cstdlib>
#include <poll.h>
#include <unistd.h>

constexpr long RECONNECT_MS = 100;
constexpr int ANSWER_MS = 5'000;
constexpr size_t ANSWERED_KEPT = 256;

static const std::vector<std::string> TRANSACTIONS = {"order_add", "order_update", "order_delete", "history_add", "history_update", "history_delete", "deal_add", "deal_update", "deal_delete", "position", "request"};

Terminal &terminal() {
  static Terminal one;
  return one;
}

template <class E> static E enum_of(const std::vector<std::string> &words, const std::string &word) {
  int at = index_of(words, word);
  return static_cast<E>(at < 0 ? 0 : at);
}

void Terminal::queue(Event event) {
  bool counted = event.kind == Event::TRANSACTION;
  if (counted && transactions_queued == TRANSACTION_QUEUE) {
    for (auto at = events.begin(); at != events.end(); ++at) {
      if (at->kind != Event::TRANSACTION) continue;
      events.erase(at);
      transactions_queued--;
      break;
    }
  }
  if (counted) transactions_queued++;
  bool coalesced = event.kind != Event::TRANSACTION && event.kind != Event::BOOK;
  for (const Event &other : events) {
    if (coalesced && other.kind == event.kind) return;
  }
  events.push_back(std::move(event));
}

Event Terminal::next_event() {
  Event event = std::move(events.front());
  events.pop_front();
  if (event.kind == Event::TRANSACTION) transactions_queued--;
  return event;
}

void Terminal::try_connect() {
  if (host_now_ms() < next_attempt_ms_) return;
  next_attempt_ms_ = host_now_ms() + RECONNECT_MS;
  if (!wire.connect()) return;
  Record hello;
  hello.type = "terminal";
  hello.set("version", "1");
  wire.send(hello);
}

void Terminal::lost() {
  wire.close();
  connected = false;
  in_snapshot = false;
  // Nobody knows what became of these; the terminal says so of each.
  for (const auto &[id, request] : in_flight) {
    Event event{};
    event.kind = Event::TRANSACTION;
    event.transaction.type = TRADE_TRANSACTION_REQUEST;
    event.request = request;
    event.result.retcode = TRADE_RETCODE_CONNECTION;
    event.result.request_id = id;
    event.result.comment = "No connection with trade server";
    if (id == awaited) awaited_result = event.result;
    queue(std::move(event));
  }
  in_flight.clear();
}

void Terminal::pump(int wait_ms, int also_fd) {
  if (!wire.connected()) try_connect();
  pollfd fds[2] = {{wire.fd(), POLLIN, 0}, {also_fd, POLLIN, 0}};
  if (wait_ms > 0) poll(fds, 2, wait_ms);
  if (!wire.connected()) return;
  std::vector<Record> messages;
  bool open = wire.receive(messages);
  for (const Record &message : messages) apply(message);
  if (!open) lost();
}

bool Terminal::ask(Record question, std::vector<Record> &answer) {
  if (!connected) return false;
  long id = ++last_question;
  question.set("id", std::to_string(id));
  wire.send(question);
  long until = host_now_ms() + ANSWER_MS;
  while (wire.connected() && host_now_ms() < until) {
    auto found = answers.find(id);
    if (found != answers.end() && found->second.back().text("more") != "1") {
      answer = std::move(found->second);
      answers.erase(id);
      return answer.back().text("ok") == "1";
    }
    pump(50);
  }
  answers.erase(id);
  return false;
}

void Terminal::apply(const Record &message) {
  const std::string &type = message.type;
  if (type == "quote") apply_quote(message);
  else if (type == "transaction") apply_transaction(message);
  else if (type == "result") apply_result(message);
  else if (type == "order") orders[message.ticket("ticket")] = message;
  else if (type == "order_gone") orders.erase(message.ticket("ticket"));
  else if (type == "history") history[message.ticket("ticket")] = message;
  else if (type == "deal") deals[message.ticket("deal")] = message;
  else if (type == "position") positions[message.ticket("ident")] = message;
  else if (type == "position_gone") positions.erase(message.ticket("ident"));
  else if (type == "account") apply_account(message);
  else if (type == "answer") answers[message.integer("id")].push_back(message);
  else if (type == "control") apply_control(message);
  else if (type == "snapshot_end") end_snapshot();
  else if (type == "snapshot") {
    in_snapshot = true;
    orders.clear();
    positions.clear();
    history.clear();
    deals.clear();
  } else if (type == "symbol") {
    const std::string &name = message.text("symbol");
    if (symbols.count(name) == 0) symbol_names.push_back(name);
    Record &known = symbols[name];
    std::string bid = known.text("bid"), ask = known.text("ask"), at = known.text("at");
    known = message;
    if (!bid.empty()) known.set("bid", bid).set("ask", ask).set("at", at);
  } else if (type == "book") {
    books[message.text("symbol")] = message;
    Event event{};
    event.kind = Event::BOOK;
    event.symbol = string::of(message.text("symbol"));
    if (!book_subscriptions.empty()) queue(std::move(event));
  }
}

void Terminal::apply_quote(const Record &message) {
  const std::string &name = message.text("symbol");
  Record &symbol = symbols[name];
  symbol.set("bid", message.text("bid")).set("ask", message.text("ask")).set("at", message.text("at"));
  long at = message.integer("at");
  last_quote_ms = std::max(last_quote_ms, at);
  MqlTick tick;
  tick.time = at / 1'000;
  tick.time_msc = at;
  tick.bid = message.real("bid");
  tick.ask = message.real("ask");
  std::deque<MqlTick> &kept = ticks[name];
  tick.flags = kept.empty() || kept.back().bid != tick.bid ? TICK_FLAG_BID : 0;
  if (kept.empty() || kept.back().ask != tick.ask) tick.flags |= TICK_FLAG_ASK;
  kept.push_back(tick);
  if (kept.size() > TICKS_KEPT) kept.pop_front();
  if (in_snapshot || name != chart_symbol) return;
  Event event{};
  event.kind = Event::TICK;
  queue(std::move(event));
}

void Terminal::apply_account(const Record &message) {
  // Another account: the terminal unloads the program and loads it again.
  if (account.has("login") && account.text("login") != message.text("login")) pending_reason = REASON_ACCOUNT;
  account = message;
}

void Terminal::apply_control(const Record &message) {
  const std::string &what = message.text("what");
  bool on = message.text("on") == "1";
  if (what == "algo_trading") algo_trading = on;
  else if (what == "expert_allowed") expert_allowed = on;
  else if (what == "experts_allowed") experts_allowed = on;
  else if (what == "account_allowed") account_allowed = on;
  else if (what == "chart_change") pending_reason = REASON_CHARTCHANGE;
  else if (what == "remove") pending_reason = REASON_REMOVE;
}

void Terminal::end_snapshot() {
  in_snapshot = false;
  connected = true;
  for (const auto &[name, count] : book_subscriptions) {
    Record add;
    add.type = "book_add";
    wire.send(add.set("symbol", name));
  }
}

void Terminal::apply_transaction(const Record &message) {
  Event event{};
  event.kind = Event::TRANSACTION;
  MqlTradeTransaction &to = event.transaction;
  to.type = enum_of<ENUM_TRADE_TRANSACTION_TYPE>(TRANSACTIONS, message.text("kind"));
  to.deal = message.ticket("deal");
  to.order = message.ticket("order");
  to.symbol = string::of(message.text("symbol"));
  to.order_type = enum_of<ENUM_ORDER_TYPE>(ORDER_TYPES, message.text("order_type"));
  to.order_state = enum_of<ENUM_ORDER_STATE>(ORDER_STATES, message.text("order_state"));
  to.deal_type = enum_of<ENUM_DEAL_TYPE>(SIDES, message.text("deal_type"));
  to.time_type = enum_of<ENUM_ORDER_TYPE_TIME>(ORDER_TIMES, message.text("time"));
  to.time_expiration = message.integer("expiration") / 1'000;
  to.price = message.real("price");
  to.price_trigger = message.real("price_trigger");
  to.price_sl = message.real("sl");
  to.price_tp = message.real("tp");
  to.volume = message.real("lots");
  to.position = message.ticket("position");
  to.position_by = message.ticket("position_by");
  queue(std::move(event));
  Event trade{};
  trade.kind = Event::TRADE;
  queue(std::move(trade));
}

void Terminal::apply_result(const Record &message) {
  crash_point("on_result");
  Event event{};
  event.kind = Event::TRANSACTION;
  event.transaction.type = TRADE_TRANSACTION_REQUEST;
  uint id = static_cast<uint>(message.integer("id"));
  MqlTradeResult &result = event.result;
  result.request_id = id;
  result.retcode = static_cast<uint>(message.integer("retcode"));
  result.deal = message.ticket("deal");
  result.order = message.ticket("order");
  result.volume = message.real("lots");
  result.price = message.real("price");
  result.bid = message.real("bid");
  result.ask = message.real("ask");
  result.comment = string::of(message.text("comment"));
  auto asked = in_flight.find(id);
  if (asked != in_flight.end()) {
    answered[id] = asked->second;
    in_flight.erase(asked);
    if (answered.size() > ANSWERED_KEPT) answered.erase(answered.begin());
    if (id == awaited) awaited_result = result;
  }
  auto known = answered.find(id);
  if (known != answered.end()) event.request = known->second;
  if (result.order != 0 && event.request.order == 0) event.request.order = result.order;
  queue(std::move(event));
}

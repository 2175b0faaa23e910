// What the terminal holds: lists that follow the server as its messages arrive, also while a handler runs, and the
// queue of events for the program. Not for the program itself to see.
#pragma once
#include "trade.h"
#include "wire.h"
#include <deque>
#include <map>
#include <set>

/// Transactions that wait for the program; when there are more, the oldest are displaced.
constexpr size_t TRANSACTION_QUEUE = 1'024;
/// Ticks of a symbol that the terminal keeps.
constexpr size_t TICKS_KEPT = 20'000;

struct Event {
  enum Kind { TIMER, TICK, BOOK, TRADE, TRANSACTION } kind;
  string symbol;
  MqlTradeTransaction transaction;
  MqlTradeRequest request;
  MqlTradeResult result;
};

struct Terminal {
  Wire wire;
  bool connected = false;
  /// Messages of a snapshot are being read; nothing is told to the program before its end.
  bool in_snapshot = false;
  Record account;
  std::vector<std::string> symbol_names;
  std::map<std::string, Record> symbols;
  std::set<std::string> hidden_symbols;
  std::map<ulong, Record> orders, positions, history, deals;
  std::map<std::string, std::deque<MqlTick>> ticks;
  std::map<std::string, Record> books;
  std::map<std::string, int> book_subscriptions;
  std::map<uint, MqlTradeRequest> in_flight;
  /// The last requests that were answered: a server that answers twice names one of them again.
  std::map<uint, MqlTradeRequest> answered;
  /// The request that OrderSend waits for, 0 for none, and its result.
  uint awaited = 0;
  MqlTradeResult awaited_result;
  std::map<long, std::vector<Record>> answers;
  std::deque<Event> events;
  size_t transactions_queued = 0;
  long last_quote_ms = 0;
  uint last_request_id = 0;
  long last_question = 0;
  /// What people and the broker allow: the button, the expert's own setting, and the account's two.
  bool algo_trading = true, expert_allowed = true, experts_allowed = true, account_allowed = true;
  /// What the program has to be told between two events, e.g. REASON_CHARTCHANGE; 0 when nothing.
  int pending_reason = 0;
  std::string chart_symbol;

  long offset_ms() const { return account.integer("offset"); }
  /// Takes in what arrived, connects again when it is time; waits up to `wait_ms` when there is nothing.
  void pump(int wait_ms = 0, int also_fd = -1);
  void queue(Event event);
  bool has_event() const { return !events.empty(); }
  Event next_event();
  /// Asks the server and waits; false when it cannot be asked or does not know.
  bool ask(Record question, std::vector<Record> &answer);

private:
  long next_attempt_ms_ = 0;
  void try_connect();
  void lost();
  void apply(const Record &message);
  void apply_quote(const Record &message);
  void apply_account(const Record &message);
  void apply_control(const Record &message);
  void apply_transaction(const Record &message);
  void apply_result(const Record &message);
  void end_snapshot();
};

Terminal &terminal();

/// The record at a place of a list as it is now, null outside of it; and how many there are.
const Record *nth_record(const std::map<ulong, Record> &records, int at);
int count_records(const std::map<ulong, Record> &records);

/// The position of a word in a list, e.g. of an order type among their names; -1 for another word.
int index_of(const std::vector<std::string> &words, const std::string &word);
extern const std::vector<std::string> ORDER_TYPES, ORDER_STATES, FILLINGS, ORDER_TIMES, REASONS, SIDES, ENTRIES, DIRECTIONS;
/// The flags of a list of words: the bit 1 << index of each.
long flags_of(const std::vector<std::string> &words, const std::string &list);

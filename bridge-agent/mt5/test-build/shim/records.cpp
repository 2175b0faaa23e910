// Standing orders, and the history of orders and deals, of which only what was selected can be read.
#include "properties.h"
#include "terminal.h"

static Record selected_order;
static std::vector<ulong> history_orders, history_deals;

int OrdersTotal() { return count_records(terminal().orders); }

ulong OrderGetTicket(int at) {
  const Record *found = nth_record(terminal().orders, at);
  if (found == nullptr) {
    _LastError = ERR_TRADE_ORDER_NOT_FOUND;
    return 0;
  }
  selected_order = *found;
  return found->ticket("ticket");
}

bool OrderSelect(ulong ticket) {
  terminal().pump();
  auto found = terminal().orders.find(ticket);
  if (found == terminal().orders.end()) return mql_fail(ERR_TRADE_ORDER_NOT_FOUND);
  selected_order = found->second;
  return true;
}

static long order_integer(const Record &record, ENUM_ORDER_PROPERTY_INTEGER property) {
  switch (property) {
  case ORDER_TICKET: return static_cast<long>(record.ticket("ticket"));
  case ORDER_TIME_SETUP: return record.integer("placed_at") / 1'000;
  case ORDER_TIME_SETUP_MSC: return record.integer("placed_at");
  case ORDER_TIME_DONE: return record.integer("done_at") / 1'000;
  case ORDER_TIME_DONE_MSC: return record.integer("done_at");
  case ORDER_TIME_EXPIRATION: return record.integer("expiration") / 1'000;
  case ORDER_TYPE: return index_of(ORDER_TYPES, record.text("kind"));
  case ORDER_STATE: return index_of(ORDER_STATES, record.text("state"));
  case ORDER_TYPE_FILLING: return index_of(FILLINGS, record.text("filling"));
  case ORDER_TYPE_TIME: return index_of(ORDER_TIMES, record.text("time"));
  case ORDER_MAGIC: return static_cast<long>(record.ticket("magic"));
  case ORDER_REASON: return index_of(REASONS, record.text("reason"));
  case ORDER_POSITION_ID: return static_cast<long>(record.ticket("position"));
  case ORDER_POSITION_BY_ID: return static_cast<long>(record.ticket("position_by"));
  }
  return 0;
}

static double order_double(const Record &record, ENUM_ORDER_PROPERTY_DOUBLE property) {
  static const char *const KEYS[] = {"lots_initial", "lots", "price", "price_current", "stoplimit", "sl", "tp"};
  bool standing = record.integer("done_at") == 0;
  if (property != ORDER_PRICE_CURRENT || !standing) return record.real(KEYS[property]);
  bool buys = index_of(ORDER_TYPES, record.text("kind")) % 2 == 0;
  return terminal().symbols[record.text("symbol")].real(buys ? "ask" : "bid");
}

static string order_string(const Record &record, ENUM_ORDER_PROPERTY_STRING property) {
  if (property == ORDER_EXTERNAL_ID) return string("");
  return string::of(record.text(property == ORDER_SYMBOL ? "symbol" : "comment"));
}

long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER property) { return order_integer(selected_order, property); }
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE property) { return order_double(selected_order, property); }
string OrderGetString(ENUM_ORDER_PROPERTY_STRING property) { return order_string(selected_order, property); }

static std::vector<ulong> between(const std::map<ulong, Record> &records, const char *key, datetime from, datetime to) {
  std::vector<ulong> found;
  for (const auto &[ticket, record] : records) {
    long at = record.integer(key) / 1'000;
    if (at >= from && at <= to) found.push_back(ticket);
  }
  return found;
}

bool HistorySelect(datetime from, datetime to) {
  terminal().pump();
  history_orders = between(terminal().history, "done_at", from, to);
  history_deals = between(terminal().deals, "at", from, to);
  return true;
}

static std::vector<ulong> of_position(const std::map<ulong, Record> &records, long position) {
  std::vector<ulong> found;
  for (const auto &[ticket, record] : records) {
    if (record.integer("position") == position) found.push_back(ticket);
  }
  return found;
}

bool HistorySelectByPosition(long position) {
  terminal().pump();
  history_orders = of_position(terminal().history, position);
  history_deals = of_position(terminal().deals, position);
  return true;
}

static bool select_one(const std::map<ulong, Record> &records, std::vector<ulong> &list, std::vector<ulong> &other, ulong ticket, int error) {
  terminal().pump();
  if (records.count(ticket) == 0) return mql_fail(error);
  list = {ticket};
  other.clear();
  return true;
}

bool HistoryOrderSelect(ulong ticket) { return select_one(terminal().history, history_orders, history_deals, ticket, ERR_TRADE_ORDER_NOT_FOUND); }
bool HistoryDealSelect(ulong ticket) { return select_one(terminal().deals, history_deals, history_orders, ticket, ERR_TRADE_DEAL_NOT_FOUND); }
int HistoryOrdersTotal() { return static_cast<int>(history_orders.size()); }
int HistoryDealsTotal() { return static_cast<int>(history_deals.size()); }

static ulong listed(const std::vector<ulong> &list, int at) { return at < 0 || at >= static_cast<int>(list.size()) ? 0 : list[static_cast<size_t>(at)]; }
ulong HistoryOrderGetTicket(int at) { return listed(history_orders, at); }
ulong HistoryDealGetTicket(int at) { return listed(history_deals, at); }

/// Only what was selected can be read, by its ticket.
static const Record *of_list(const std::map<ulong, Record> &records, const std::vector<ulong> &list, ulong ticket, int error) {
  auto found = records.find(ticket);
  if (found != records.end() && std::binary_search(list.begin(), list.end(), ticket)) return &found->second;
  _LastError = error;
  return nullptr;
}

static const Record *history_order(ulong ticket) { return of_list(terminal().history, history_orders, ticket, ERR_TRADE_ORDER_NOT_FOUND); }
static const Record *history_deal(ulong ticket) { return of_list(terminal().deals, history_deals, ticket, ERR_TRADE_DEAL_NOT_FOUND); }

bool HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property, long &value) {
  const Record *record = history_order(ticket);
  value = record == nullptr ? 0 : order_integer(*record, property);
  return record != nullptr;
}

bool HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property, double &value) {
  const Record *record = history_order(ticket);
  value = record == nullptr ? 0 : order_double(*record, property);
  return record != nullptr;
}

bool HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property, string &value) {
  const Record *record = history_order(ticket);
  value = record == nullptr ? string("") : order_string(*record, property);
  return record != nullptr;
}

bool HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property, long &value) {
  const Record *record = history_deal(ticket);
  value = 0;
  if (record == nullptr) return false;
  switch (property) {
  case DEAL_TICKET: value = static_cast<long>(record->ticket("deal")); break;
  case DEAL_ORDER: value = static_cast<long>(record->ticket("ticket")); break;
  case DEAL_TIME: value = record->integer("at") / 1'000; break;
  case DEAL_TIME_MSC: value = record->integer("at"); break;
  case DEAL_TYPE: value = index_of(SIDES, record->text("side")); break;
  case DEAL_ENTRY: value = index_of(ENTRIES, record->text("entry")); break;
  case DEAL_MAGIC: value = static_cast<long>(record->ticket("magic")); break;
  case DEAL_REASON: value = index_of(REASONS, record->text("reason")); break;
  case DEAL_POSITION_ID: value = static_cast<long>(record->ticket("position")); break;
  }
  return true;
}

bool HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property, double &value) {
  static const char *const KEYS[] = {"lots", "price", "commission", "swap", "profit", "fee", "sl", "tp"};
  const Record *record = history_deal(ticket);
  value = record == nullptr ? 0 : record->real(KEYS[property]);
  return record != nullptr;
}

bool HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property, string &value) {
  const Record *record = history_deal(ticket);
  if (record != nullptr) value = string::of(record->text(property == DEAL_SYMBOL ? "symbol" : property == DEAL_COMMENT ? "comment" : "external_id"));
  return record != nullptr;
}

template <class V, class P> static V value_of(bool (*read)(ulong, P, V &), ulong ticket, P property, V none) {
  V value = none;
  read(ticket, property, value);
  return value;
}

long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property) { return value_of<long>(HistoryOrderGetInteger, ticket, property, 0); }
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property) { return value_of<double>(HistoryOrderGetDouble, ticket, property, 0); }
string HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property) { return value_of<string>(HistoryOrderGetString, ticket, property, string("")); }
long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property) { return value_of<long>(HistoryDealGetInteger, ticket, property, 0); }
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property) { return value_of<double>(HistoryDealGetDouble, ticket, property, 0); }
string HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property) { return value_of<string>(HistoryDealGetString, ticket, property, string("")); }

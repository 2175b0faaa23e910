// Open positions: totals look at the list as it is, selecting copies one, and what is read afterwards is the copy.
#include "properties.h"
#include "terminal.h"

static Record selected_position;

const Record *nth_record(const std::map<ulong, Record> &records, int at) {
  terminal().pump();
  if (at < 0 || at >= static_cast<int>(records.size())) return nullptr;
  return &std::next(records.begin(), at)->second;
}

int count_records(const std::map<ulong, Record> &records) {
  terminal().pump();
  return static_cast<int>(records.size());
}

int PositionsTotal() { return count_records(terminal().positions); }

ulong PositionGetTicket(int at) {
  const Record *found = nth_record(terminal().positions, at);
  if (found == nullptr) {
    _LastError = ERR_TRADE_POSITION_NOT_FOUND;
    return 0;
  }
  selected_position = *found;
  return found->ticket("position");
}

string PositionGetSymbol(int at) { return PositionGetTicket(at) == 0 ? string("") : PositionGetString(POSITION_SYMBOL); }

static bool select_position(bool (*matches)(const Record &, const std::string &), const std::string &wanted) {
  terminal().pump();
  for (const auto &[ident, record] : terminal().positions) {
    if (!matches(record, wanted)) continue;
    selected_position = record;
    return true;
  }
  return mql_fail(ERR_TRADE_POSITION_NOT_FOUND);
}

bool PositionSelect(const string &symbol) {
  return select_position([](const Record &record, const std::string &wanted) { return record.text("symbol") == wanted; }, symbol.utf8());
}

bool PositionSelectByTicket(ulong ticket) {
  return select_position([](const Record &record, const std::string &wanted) { return record.text("position") == wanted; }, std::to_string(ticket));
}

long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER property) {
  const Record &record = selected_position;
  switch (property) {
  case POSITION_TICKET: return static_cast<long>(record.ticket("position"));
  case POSITION_IDENTIFIER: return static_cast<long>(record.ticket("ident"));
  case POSITION_TYPE: return index_of(DIRECTIONS, record.text("direction"));
  case POSITION_MAGIC: return static_cast<long>(record.ticket("magic"));
  case POSITION_REASON: return POSITION_REASON_EXPERT;
  case POSITION_TIME: return record.integer("opened_at") / 1'000;
  case POSITION_TIME_MSC: return record.integer("opened_at");
  case POSITION_TIME_UPDATE: return record.integer("updated_at") / 1'000;
  case POSITION_TIME_UPDATE_MSC: return record.integer("updated_at");
  }
  return 0;
}

double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE property) {
  const Record &record = selected_position;
  const Record &symbol = terminal().symbols[record.text("symbol")];
  bool is_long = record.text("direction") == "long";
  double current = symbol.real(is_long ? "bid" : "ask");
  switch (property) {
  case POSITION_VOLUME: return record.real("lots");
  case POSITION_PRICE_OPEN: return record.real("price");
  case POSITION_PRICE_CURRENT: return current;
  case POSITION_SL: return record.real("sl");
  case POSITION_TP: return record.real("tp");
  case POSITION_SWAP: return record.real("swap");
  case POSITION_PROFIT: {
    double profit = 0;
    OrderCalcProfit(is_long ? ORDER_TYPE_BUY : ORDER_TYPE_SELL, string::of(record.text("symbol")), record.real("lots"), record.real("price"), current, profit);
    return profit;
  }
  }
  return 0;
}

string PositionGetString(ENUM_POSITION_PROPERTY_STRING property) {
  if (property == POSITION_EXTERNAL_ID) return string("");
  return string::of(selected_position.text(property == POSITION_SYMBOL ? "symbol" : "comment"));
}

#include "terminal.h"
#include <sstream>

constexpr int BAD_PARAMETER = 4003;

bool SymbolInfoTick(const string &symbol, MqlTick &tick) {
  Terminal &at = terminal();
  at.pump();
  auto found = at.ticks.find(symbol.utf8());
  if (found == at.ticks.end() || found->second.empty()) return mql_fail(ERR_MARKET_UNKNOWN_SYMBOL);
  tick = found->second.back();
  tick.flags = TICK_FLAG_BID | TICK_FLAG_ASK;
  return true;
}

// From 0 the newest `count`; otherwise forward from that moment, ticks of that very millisecond included.
int CopyTicks(const string &symbol, mql_array<MqlTick> &ticks, uint, ulong from_ms, uint count) {
  Terminal &at = terminal();
  at.pump();
  if (at.symbols.count(symbol.utf8()) == 0) {
    _LastError = ERR_MARKET_UNKNOWN_SYMBOL;
    return -1;
  }
  const std::deque<MqlTick> &kept = at.ticks[symbol.utf8()];
  size_t most = count == 0 ? 2'000 : count, first = 0;
  if (from_ms == 0) first = kept.size() > most ? kept.size() - most : 0;
  else while (first < kept.size() && kept[first].time_msc < static_cast<long>(from_ms)) first++;
  size_t copied = std::min(most, kept.size() - first);
  ticks.resize(static_cast<long>(copied), 0);
  if (!ticks.is_dynamic()) copied = std::min(copied, static_cast<size_t>(ticks.size()));
  for (size_t i = 0; i < copied; i++) ticks[static_cast<long>(i)] = kept[first + i];
  return static_cast<int>(copied);
}

static const char *name_of(ENUM_TIMEFRAMES frame) {
  switch (frame) {
  case PERIOD_M1: case PERIOD_CURRENT: return "M1";
  case PERIOD_M5: return "M5";
  case PERIOD_M15: return "M15";
  case PERIOD_M30: return "M30";
  case PERIOD_H1: return "H1";
  case PERIOD_H4: return "H4";
  case PERIOD_D1: return "D1";
  case PERIOD_W1: return "W1";
  case PERIOD_MN1: return "MN1";
  default: return nullptr;
  }
}

/// The values of an item, `a,b,c`.
static std::vector<double> values_of(const std::string &item) {
  std::vector<double> values;
  std::istringstream parts(item);
  for (std::string value; std::getline(parts, value, ',');) values.push_back(strtod(value.c_str(), nullptr));
  return values;
}

int CopyRates(const string &symbol, ENUM_TIMEFRAMES frame, int start, int count, mql_array<MqlRates> &rates) {
  const char *name = name_of(frame);
  if (name == nullptr || start != 0 || count <= 0) {
    _LastError = BAD_PARAMETER;
    return -1;
  }
  Record question;
  question.type = "question";
  question.set("what", "bars").set("symbol", symbol.utf8()).set("frame", name).set("count", std::to_string(count));
  std::vector<Record> answer;
  if (!terminal().ask(question, answer)) {
    _LastError = 4401;
    return -1;
  }
  rates.resize(0, count);
  for (const Record &part : answer) {
    std::istringstream items(part.text("items"));
    for (std::string item; std::getline(items, item, ';');) {
      std::vector<double> values = values_of(item);
      if (values.size() != 6) continue;
      rates.resize(rates.size() + 1, count);
      MqlRates &bar = rates[rates.size() - 1];
      bar = MqlRates();
      bar.time = static_cast<datetime>(values[0]) / 1'000;
      bar.open = values[1];
      bar.high = values[2];
      bar.low = values[3];
      bar.close = values[4];
      bar.tick_volume = static_cast<long>(values[5]);
    }
  }
  return rates.size();
}

static void tell_book(const char *type, const string &symbol) {
  Record message;
  message.type = type;
  terminal().wire.send(message.set("symbol", symbol.utf8()));
}

bool MarketBookAdd(const string &symbol) {
  Terminal &at = terminal();
  if (at.symbols.count(symbol.utf8()) == 0) return mql_fail(4901);
  if (at.book_subscriptions[symbol.utf8()]++ == 0) tell_book("book_add", symbol);
  return true;
}

bool MarketBookRelease(const string &symbol) {
  Terminal &at = terminal();
  auto found = at.book_subscriptions.find(symbol.utf8());
  if (found == at.book_subscriptions.end()) return mql_fail(4902);
  if (--found->second > 0) return true;
  at.book_subscriptions.erase(found);
  at.books.erase(symbol.utf8());
  tell_book("book_release", symbol);
  return true;
}

bool MarketBookGet(const string &symbol, mql_array<MqlBookInfo> &book) {
  Terminal &at = terminal();
  at.pump();
  auto found = at.books.find(symbol.utf8());
  if (found == at.books.end()) return mql_fail(4903);
  std::vector<MqlBookInfo> levels;
  for (const char *side : {"asks", "bids"}) {
    std::istringstream items(found->second.text(side));
    for (std::string item; std::getline(items, item, ';');) {
      std::vector<double> values = values_of(item);
      if (values.size() != 2) continue;
      MqlBookInfo level;
      level.type = *side == 'a' ? BOOK_TYPE_SELL : BOOK_TYPE_BUY;
      level.price = values[0];
      level.volume_real = values[1];
      level.volume = static_cast<long>(values[1]);
      // Highest price first: asks are told best first, so each goes before the one told before it.
      levels.insert(*side == 'a' ? levels.begin() : levels.end(), level);
    }
  }
  book.resize(static_cast<long>(levels.size()), 0);
  for (size_t i = 0; i < levels.size(); i++) book[static_cast<long>(i)] = levels[i];
  return true;
}

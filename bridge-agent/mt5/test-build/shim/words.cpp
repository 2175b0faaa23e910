// The words of the venue link for the enumerations of MQL5, in the order of their numbers.
#include "terminal.h"
#include <sstream>

const std::vector<std::string> ORDER_TYPES = {"buy", "sell", "buy_limit", "sell_limit", "buy_stop", "sell_stop", "buy_stop_limit", "sell_stop_limit", "close_by"};
const std::vector<std::string> ORDER_STATES = {"started", "placed", "cancelled", "partial", "filled", "rejected", "expired"};
const std::vector<std::string> FILLINGS = {"fok", "ioc", "return", "boc"};
const std::vector<std::string> ORDER_TIMES = {"gtc", "day", "specified", "specified_day"};
const std::vector<std::string> REASONS = {"client", "mobile", "web", "expert", "sl", "tp", "so"};
const std::vector<std::string> SIDES = {"buy", "sell"};
const std::vector<std::string> ENTRIES = {"in", "out", "inout", "out_by"};
const std::vector<std::string> DIRECTIONS = {"long", "short"};

int index_of(const std::vector<std::string> &words, const std::string &word) {
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i] == word) return static_cast<int>(i);
  }
  return -1;
}

long flags_of(const std::vector<std::string> &words, const std::string &list) {
  long flags = 0;
  std::istringstream parts(list);
  for (std::string word; std::getline(parts, word, ',');) {
    int at = index_of(words, word);
    if (at >= 0) flags |= 1L << at;
  }
  return flags;
}

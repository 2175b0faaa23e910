#include "properties.h"
#include "terminal.h"

static long enum_value(const std::vector<std::string> &words, const Record &record, const char *key) {
  return std::max(0, index_of(words, record.text(key)));
}

long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER property) {
  Terminal &at = terminal();
  at.pump();
  switch (property) {
  case TERMINAL_BUILD: return 5'000;
  case TERMINAL_CONNECTED: return at.connected;
  case TERMINAL_TRADE_ALLOWED: return at.algo_trading;
  case TERMINAL_PING_LAST: return at.account.integer("ping");
  case TERMINAL_X64: return 1;
  case TERMINAL_MAXBARS: return 100'000;
  default: return 0;
  }
}

string TerminalInfoString(ENUM_TERMINAL_INFO_STRING property) {
  return string(property == TERMINAL_NAME ? "MetaTrader 5" : property == TERMINAL_LANGUAGE ? "English" : "");
}

long MQLInfoInteger(ENUM_MQL_INFO_INTEGER property) { return property == MQL_TRADE_ALLOWED ? terminal().expert_allowed : 0; }
string MQLInfoString(ENUM_MQL_INFO_STRING) { return string("Sallyport"); }

long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER property) {
  Terminal &at = terminal();
  at.pump();
  const Record &account = at.account;
  switch (property) {
  case ACCOUNT_LOGIN: return account.integer("login");
  case ACCOUNT_TRADE_MODE: return enum_value({"demo", "contest", "real"}, account, "kind");
  case ACCOUNT_LEVERAGE: return account.integer("leverage");
  case ACCOUNT_LIMIT_ORDERS: return 0;
  case ACCOUNT_TRADE_ALLOWED: return at.connected && at.account_allowed;
  case ACCOUNT_TRADE_EXPERT: return at.experts_allowed;
  case ACCOUNT_MARGIN_MODE: return account.text("mode") == "hedging" ? ACCOUNT_MARGIN_MODE_RETAIL_HEDGING : ACCOUNT_MARGIN_MODE_RETAIL_NETTING;
  case ACCOUNT_CURRENCY_DIGITS: return account.integer("digits");
  case ACCOUNT_HEDGE_ALLOWED: return account.text("mode") == "hedging";
  default: return 0;
  }
}

double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE property) {
  static const char *const KEYS[] = {"balance", "credit", "profit", "equity", "margin", "free", "level", "margin_call", "stop_out"};
  terminal().pump();
  return terminal().account.real(KEYS[property]);
}

string AccountInfoString(ENUM_ACCOUNT_INFO_STRING property) {
  static const char *const KEYS[] = {"name", "server", "currency", "company"};
  terminal().pump();
  return string::of(terminal().account.text(KEYS[property]));
}

static std::vector<std::string> market_watch() {
  std::vector<std::string> shown;
  for (const std::string &name : terminal().symbol_names) {
    if (terminal().hidden_symbols.count(name) == 0) shown.push_back(name);
  }
  return shown;
}

int SymbolsTotal(bool selected) {
  terminal().pump();
  return static_cast<int>(selected ? market_watch().size() : terminal().symbol_names.size());
}

string SymbolName(int at, bool selected) {
  std::vector<std::string> names = selected ? market_watch() : terminal().symbol_names;
  if (at < 0 || at >= static_cast<int>(names.size())) return string("");
  return string::of(names[static_cast<size_t>(at)]);
}

static const Record *symbol_of(const string &name) {
  terminal().pump();
  auto found = terminal().symbols.find(name.is_null() ? terminal().chart_symbol : name.utf8());
  if (found != terminal().symbols.end()) return &found->second;
  _LastError = ERR_MARKET_UNKNOWN_SYMBOL;
  return nullptr;
}

bool SymbolSelect(const string &name, bool select) {
  if (symbol_of(name) == nullptr) return false;
  if (select) terminal().hidden_symbols.erase(name.utf8());
  else terminal().hidden_symbols.insert(name.utf8());
  return true;
}

bool SymbolExist(const string &name, bool &custom) {
  custom = false;
  return symbol_of(name) != nullptr;
}

bool SymbolIsSynchronized(const string &name) { return symbol_of(name) != nullptr && terminal().connected; }

static long calc_mode(const std::string &word) {
  static const std::map<std::string, long> modes = {
      {"forex", SYMBOL_CALC_MODE_FOREX}, {"futures", SYMBOL_CALC_MODE_FUTURES}, {"cfd", SYMBOL_CALC_MODE_CFD},
      {"cfd_index", SYMBOL_CALC_MODE_CFDINDEX}, {"cfd_leverage", SYMBOL_CALC_MODE_CFDLEVERAGE},
      {"forex_no_leverage", SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE}, {"exch_stocks", SYMBOL_CALC_MODE_EXCH_STOCKS},
      {"exch_stocks_moex", SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX}, {"exch_futures", SYMBOL_CALC_MODE_EXCH_FUTURES},
      {"exch_futures_forts", SYMBOL_CALC_MODE_EXCH_FUTURES_FORTS}, {"exch_bonds", SYMBOL_CALC_MODE_EXCH_BONDS},
      {"exch_bonds_moex", SYMBOL_CALC_MODE_EXCH_BONDS_MOEX}, {"serv_collateral", SYMBOL_CALC_MODE_SERV_COLLATERAL}};
  auto found = modes.find(word);
  return found == modes.end() ? 0 : found->second;
}

bool SymbolInfoInteger(const string &name, ENUM_SYMBOL_INFO_INTEGER property, long &value) {
  static const std::vector<std::string> modes = {"disabled", "long_only", "short_only", "close_only", "full"};
  static const std::vector<std::string> executions = {"request", "instant", "market", "exchange"};
  static const std::vector<std::string> orders = {"market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"};
  const Record *symbol = symbol_of(name);
  value = 0;
  if (property == SYMBOL_EXIST) value = symbol != nullptr;
  if (symbol == nullptr) return property == SYMBOL_EXIST;
  switch (property) {
  case SYMBOL_SELECT: case SYMBOL_VISIBLE: value = terminal().hidden_symbols.count(name.utf8()) == 0; break;
  case SYMBOL_TIME: value = symbol->integer("at") / 1'000; break;
  case SYMBOL_TIME_MSC: value = symbol->integer("at"); break;
  case SYMBOL_DIGITS: value = symbol->integer("digits"); break;
  case SYMBOL_SPREAD: value = static_cast<long>(0.5 + (symbol->real("ask") - symbol->real("bid")) / symbol->real("point")); break;
  case SYMBOL_SPREAD_FLOAT: value = 1; break;
  case SYMBOL_TICKS_BOOKDEPTH: value = 10; break;
  case SYMBOL_TRADE_CALC_MODE: value = calc_mode(symbol->text("calc_mode")); break;
  case SYMBOL_TRADE_MODE: value = enum_value(modes, *symbol, "trade_mode"); break;
  case SYMBOL_TRADE_STOPS_LEVEL: value = symbol->integer("stops"); break;
  case SYMBOL_TRADE_FREEZE_LEVEL: value = symbol->integer("freeze"); break;
  case SYMBOL_TRADE_EXEMODE: value = enum_value(executions, *symbol, "execution"); break;
  case SYMBOL_SWAP_ROLLOVER3DAYS: value = symbol->integer("triple_day"); break;
  case SYMBOL_EXPIRATION_MODE: value = flags_of(ORDER_TIMES, symbol->text("expirations")); break;
  // The flag of `boc` is 4, not the 8 that its place among the fillings would give.
  case SYMBOL_FILLING_MODE: value = flags_of({"fok", "ioc", "boc"}, symbol->text("fillings")); break;
  case SYMBOL_ORDER_MODE: value = flags_of(orders, symbol->text("orders")); break;
  default: break;
  }
  return true;
}

long SymbolInfoInteger(const string &name, ENUM_SYMBOL_INFO_INTEGER property) {
  long value = 0;
  SymbolInfoInteger(name, property, value);
  return value;
}

bool SymbolInfoDouble(const string &name, ENUM_SYMBOL_INFO_DOUBLE property, double &value) {
  static const char *const KEYS[] = {
      "bid", "ask", "last", "point", "tick_size", "tick_value", "tick_value", "tick_loss", "contract", "min_lots",
      "max_lots", "lot_step", "lot_limit", "swap_long", "swap_short", "margin_initial", "margin_maintenance", "margin_hedged"};
  const Record *symbol = symbol_of(name);
  value = symbol == nullptr ? 0 : symbol->real(KEYS[property]);
  return symbol != nullptr;
}

double SymbolInfoDouble(const string &name, ENUM_SYMBOL_INFO_DOUBLE property) {
  double value = 0;
  SymbolInfoDouble(name, property, value);
  return value;
}

bool SymbolInfoString(const string &name, ENUM_SYMBOL_INFO_STRING property, string &value) {
  static const char *const KEYS[] = {"base", "profit_currency", "margin_currency", "description", "path"};
  const Record *symbol = symbol_of(name);
  value = symbol == nullptr ? string("") : string::of(symbol->text(KEYS[property]));
  return symbol != nullptr;
}

string SymbolInfoString(const string &name, ENUM_SYMBOL_INFO_STRING property) {
  string value("");
  SymbolInfoString(name, property, value);
  return value;
}

// Seven days, Sunday first, are joined with `/`; the sessions of a day, in minutes, are `from-to;from-to`.
bool SymbolInfoSessionTrade(const string &name, ENUM_DAY_OF_WEEK day, uint at, datetime &from, datetime &to) {
  const Record *symbol = symbol_of(name);
  if (symbol == nullptr) return false;
  const std::string &week = symbol->text("sessions");
  size_t start = 0;
  for (int i = 0; i < day && start != std::string::npos; i++) start = week.find('/', start) == std::string::npos ? start : week.find('/', start) + 1;
  std::string sessions = week.substr(start, week.find('/', start) - start);
  for (uint i = 0; i < at; i++) {
    size_t next = sessions.find(';');
    if (next == std::string::npos) return false;
    sessions = sessions.substr(next + 1);
  }
  long first = 0, last = 0;
  if (sscanf(sessions.c_str(), "%ld-%ld", &first, &last) != 2) return false;
  from = first * 60;
  to = last * 60;
  return true;
}

bool SymbolInfoSessionQuote(const string &name, ENUM_DAY_OF_WEEK day, uint at, datetime &from, datetime &to) {
  return SymbolInfoSessionTrade(name, day, at, from, to);
}

// Requests, results and transactions; sending, asking and the market's data.
#pragma once
#include "constants.h"
#include "clock.h"

struct MqlTradeRequest {
  ENUM_TRADE_REQUEST_ACTIONS action{};
  ulong magic = 0, order = 0;
  string symbol;
  double volume = 0, price = 0, stoplimit = 0, sl = 0, tp = 0;
  ulong deviation = 0;
  ENUM_ORDER_TYPE type{};
  ENUM_ORDER_TYPE_FILLING type_filling{};
  ENUM_ORDER_TYPE_TIME type_time{};
  datetime expiration = 0;
  string comment;
  ulong position = 0, position_by = 0;
};
struct MqlTradeResult {
  uint retcode = 0;
  ulong deal = 0, order = 0;
  double volume = 0, price = 0, bid = 0, ask = 0;
  string comment;
  uint request_id = 0;
  int retcode_external = 0;
};
struct MqlTradeCheckResult {
  uint retcode = 0;
  double balance = 0, equity = 0, profit = 0, margin = 0, margin_free = 0, margin_level = 0;
  string comment;
};
struct MqlTradeTransaction {
  ulong deal = 0, order = 0;
  string symbol;
  ENUM_TRADE_TRANSACTION_TYPE type{};
  ENUM_ORDER_TYPE order_type{};
  ENUM_ORDER_STATE order_state{};
  ENUM_DEAL_TYPE deal_type{};
  ENUM_ORDER_TYPE_TIME time_type{};
  datetime time_expiration = 0;
  double price = 0, price_trigger = 0, price_sl = 0, price_tp = 0, volume = 0;
  ulong position = 0, position_by = 0;
};
struct MqlTick {
  datetime time = 0;
  double bid = 0, ask = 0, last = 0;
  ulong volume = 0;
  long time_msc = 0;
  uint flags = 0;
  double volume_real = 0;
};
struct MqlRates {
  datetime time = 0;
  double open = 0, high = 0, low = 0, close = 0;
  long tick_volume = 0;
  int spread = 0;
  long real_volume = 0;
};
struct MqlBookInfo {
  ENUM_BOOK_TYPE type{};
  double price = 0;
  long volume = 0;
  double volume_real = 0;
};

bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result);
bool OrderSend(const MqlTradeRequest &request, MqlTradeResult &result);
bool OrderCheck(const MqlTradeRequest &request, MqlTradeCheckResult &result);
bool OrderCalcMargin(ENUM_ORDER_TYPE type, const string &symbol, double lots, double price, double &margin);
bool OrderCalcProfit(ENUM_ORDER_TYPE type, const string &symbol, double lots, double open, double close, double &profit);

bool SymbolInfoTick(const string &symbol, MqlTick &tick);
int CopyTicks(const string &symbol, mql_array<MqlTick> &ticks, uint flags = static_cast<uint>(COPY_TICKS_ALL), ulong from_ms = 0, uint count = 0);
int CopyRates(const string &symbol, ENUM_TIMEFRAMES frame, int start, int count, mql_array<MqlRates> &rates);
bool MarketBookAdd(const string &symbol);
bool MarketBookRelease(const string &symbol);
bool MarketBookGet(const string &symbol, mql_array<MqlBookInfo> &book);

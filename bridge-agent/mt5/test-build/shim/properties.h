// What a program can ask of the terminal, the account, symbols, positions, orders and deals.
#pragma once
#include "constants.h"
#include "clock.h"

enum ENUM_TERMINAL_INFO_INTEGER : int {
  TERMINAL_BUILD, TERMINAL_CONNECTED, TERMINAL_TRADE_ALLOWED, TERMINAL_PING_LAST, TERMINAL_DLLS_ALLOWED,
  TERMINAL_X64, TERMINAL_MAXBARS
};
enum ENUM_TERMINAL_INFO_STRING : int { TERMINAL_NAME, TERMINAL_COMPANY, TERMINAL_PATH, TERMINAL_DATA_PATH, TERMINAL_COMMONDATA_PATH, TERMINAL_LANGUAGE };
enum ENUM_MQL_INFO_INTEGER : int { MQL_TRADE_ALLOWED, MQL_TESTER, MQL_PROGRAM_TYPE, MQL_DEBUG, MQL_OPTIMIZATION, MQL_VISUAL_MODE };
enum ENUM_MQL_INFO_STRING : int { MQL_PROGRAM_NAME, MQL_PROGRAM_PATH };
enum ENUM_ACCOUNT_INFO_INTEGER : int {
  ACCOUNT_LOGIN, ACCOUNT_TRADE_MODE, ACCOUNT_LEVERAGE, ACCOUNT_LIMIT_ORDERS, ACCOUNT_MARGIN_SO_MODE,
  ACCOUNT_TRADE_ALLOWED, ACCOUNT_TRADE_EXPERT, ACCOUNT_MARGIN_MODE, ACCOUNT_CURRENCY_DIGITS, ACCOUNT_FIFO_CLOSE,
  ACCOUNT_HEDGE_ALLOWED
};
enum ENUM_ACCOUNT_INFO_DOUBLE : int {
  ACCOUNT_BALANCE, ACCOUNT_CREDIT, ACCOUNT_PROFIT, ACCOUNT_EQUITY, ACCOUNT_MARGIN, ACCOUNT_MARGIN_FREE,
  ACCOUNT_MARGIN_LEVEL, ACCOUNT_MARGIN_SO_CALL, ACCOUNT_MARGIN_SO_SO
};
enum ENUM_ACCOUNT_INFO_STRING : int { ACCOUNT_NAME, ACCOUNT_SERVER, ACCOUNT_CURRENCY, ACCOUNT_COMPANY };
enum ENUM_SYMBOL_INFO_INTEGER : int {
  SYMBOL_SELECT, SYMBOL_VISIBLE, SYMBOL_EXIST, SYMBOL_CUSTOM, SYMBOL_TIME, SYMBOL_TIME_MSC, SYMBOL_DIGITS, SYMBOL_SPREAD,
  SYMBOL_SPREAD_FLOAT, SYMBOL_TICKS_BOOKDEPTH, SYMBOL_TRADE_CALC_MODE, SYMBOL_TRADE_MODE, SYMBOL_TRADE_STOPS_LEVEL,
  SYMBOL_TRADE_FREEZE_LEVEL, SYMBOL_TRADE_EXEMODE, SYMBOL_SWAP_MODE, SYMBOL_SWAP_ROLLOVER3DAYS, SYMBOL_EXPIRATION_MODE,
  SYMBOL_FILLING_MODE, SYMBOL_ORDER_MODE, SYMBOL_ORDER_GTC_MODE
};
enum ENUM_SYMBOL_INFO_DOUBLE : int {
  SYMBOL_BID, SYMBOL_ASK, SYMBOL_LAST, SYMBOL_POINT, SYMBOL_TRADE_TICK_SIZE, SYMBOL_TRADE_TICK_VALUE,
  SYMBOL_TRADE_TICK_VALUE_PROFIT, SYMBOL_TRADE_TICK_VALUE_LOSS, SYMBOL_TRADE_CONTRACT_SIZE, SYMBOL_VOLUME_MIN,
  SYMBOL_VOLUME_MAX, SYMBOL_VOLUME_STEP, SYMBOL_VOLUME_LIMIT, SYMBOL_SWAP_LONG, SYMBOL_SWAP_SHORT,
  SYMBOL_MARGIN_INITIAL, SYMBOL_MARGIN_MAINTENANCE, SYMBOL_MARGIN_HEDGED
};
enum ENUM_SYMBOL_INFO_STRING : int { SYMBOL_CURRENCY_BASE, SYMBOL_CURRENCY_PROFIT, SYMBOL_CURRENCY_MARGIN, SYMBOL_DESCRIPTION, SYMBOL_PATH };
enum ENUM_POSITION_PROPERTY_INTEGER : int {
  POSITION_TICKET, POSITION_IDENTIFIER, POSITION_TYPE, POSITION_MAGIC, POSITION_REASON, POSITION_TIME,
  POSITION_TIME_MSC, POSITION_TIME_UPDATE, POSITION_TIME_UPDATE_MSC
};
enum ENUM_POSITION_PROPERTY_DOUBLE : int {
  POSITION_VOLUME, POSITION_PRICE_OPEN, POSITION_PRICE_CURRENT, POSITION_SL, POSITION_TP, POSITION_SWAP, POSITION_PROFIT
};
enum ENUM_POSITION_PROPERTY_STRING : int { POSITION_SYMBOL, POSITION_COMMENT, POSITION_EXTERNAL_ID };
enum ENUM_ORDER_PROPERTY_INTEGER : int {
  ORDER_TICKET, ORDER_TIME_SETUP, ORDER_TIME_SETUP_MSC, ORDER_TIME_DONE, ORDER_TIME_DONE_MSC, ORDER_TIME_EXPIRATION,
  ORDER_TYPE, ORDER_STATE, ORDER_TYPE_FILLING, ORDER_TYPE_TIME, ORDER_MAGIC, ORDER_REASON, ORDER_POSITION_ID,
  ORDER_POSITION_BY_ID
};
enum ENUM_ORDER_PROPERTY_DOUBLE : int {
  ORDER_VOLUME_INITIAL, ORDER_VOLUME_CURRENT, ORDER_PRICE_OPEN, ORDER_PRICE_CURRENT, ORDER_PRICE_STOPLIMIT, ORDER_SL, ORDER_TP
};
enum ENUM_ORDER_PROPERTY_STRING : int { ORDER_SYMBOL, ORDER_COMMENT, ORDER_EXTERNAL_ID };
enum ENUM_DEAL_PROPERTY_INTEGER : int {
  DEAL_TICKET, DEAL_ORDER, DEAL_TIME, DEAL_TIME_MSC, DEAL_TYPE, DEAL_ENTRY, DEAL_MAGIC, DEAL_REASON, DEAL_POSITION_ID
};
enum ENUM_DEAL_PROPERTY_DOUBLE : int {
  DEAL_VOLUME, DEAL_PRICE, DEAL_COMMISSION, DEAL_SWAP, DEAL_PROFIT, DEAL_FEE, DEAL_SL, DEAL_TP
};
enum ENUM_DEAL_PROPERTY_STRING : int { DEAL_SYMBOL, DEAL_COMMENT, DEAL_EXTERNAL_ID };

long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER property);
string TerminalInfoString(ENUM_TERMINAL_INFO_STRING property);
long MQLInfoInteger(ENUM_MQL_INFO_INTEGER property);
string MQLInfoString(ENUM_MQL_INFO_STRING property);
long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER property);
double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE property);
string AccountInfoString(ENUM_ACCOUNT_INFO_STRING property);

int SymbolsTotal(bool selected);
string SymbolName(int at, bool selected);
bool SymbolSelect(const string &name, bool select);
bool SymbolExist(const string &name, bool &custom);
bool SymbolIsSynchronized(const string &name);
long SymbolInfoInteger(const string &name, ENUM_SYMBOL_INFO_INTEGER property);
bool SymbolInfoInteger(const string &name, ENUM_SYMBOL_INFO_INTEGER property, long &value);
double SymbolInfoDouble(const string &name, ENUM_SYMBOL_INFO_DOUBLE property);
bool SymbolInfoDouble(const string &name, ENUM_SYMBOL_INFO_DOUBLE property, double &value);
string SymbolInfoString(const string &name, ENUM_SYMBOL_INFO_STRING property);
bool SymbolInfoString(const string &name, ENUM_SYMBOL_INFO_STRING property, string &value);
bool SymbolInfoSessionTrade(const string &name, ENUM_DAY_OF_WEEK day, uint at, datetime &from, datetime &to);
bool SymbolInfoSessionQuote(const string &name, ENUM_DAY_OF_WEEK day, uint at, datetime &from, datetime &to);

int PositionsTotal();
ulong PositionGetTicket(int at);
string PositionGetSymbol(int at);
bool PositionSelect(const string &symbol);
bool PositionSelectByTicket(ulong ticket);
long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER property);
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE property);
string PositionGetString(ENUM_POSITION_PROPERTY_STRING property);

int OrdersTotal();
ulong OrderGetTicket(int at);
bool OrderSelect(ulong ticket);
long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER property);
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE property);
string OrderGetString(ENUM_ORDER_PROPERTY_STRING property);

bool HistorySelect(datetime from, datetime to);
bool HistorySelectByPosition(long position);
bool HistoryOrderSelect(ulong ticket);
bool HistoryDealSelect(ulong ticket);
int HistoryOrdersTotal();
int HistoryDealsTotal();
ulong HistoryOrderGetTicket(int at);
ulong HistoryDealGetTicket(int at);
long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property);
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property);
string HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property);
long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property);
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property);
string HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property);
bool HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property, long &value);
bool HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property, double &value);
bool HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property, string &value);
bool HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property, long &value);
bool HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property, double &value);
bool HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property, string &value);

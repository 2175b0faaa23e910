#include "trade.h"
#include "terminal.h"

constexpr long SERVER_ANSWER_MS = 10'000;

static const std::vector<std::pair<int, const char *>> ACTIONS = {
    {TRADE_ACTION_DEAL, "deal"}, {TRADE_ACTION_PENDING, "pending"}, {TRADE_ACTION_SLTP, "sltp"},
    {TRADE_ACTION_MODIFY, "modify"}, {TRADE_ACTION_REMOVE, "remove"}, {TRADE_ACTION_CLOSE_BY, "close_by"}};

static std::string word_of(const std::vector<std::string> &words, int number) {
  return number >= 0 && number < static_cast<int>(words.size()) ? words[static_cast<size_t>(number)] : "";
}

static bool refuse(MqlTradeResult &result, int error, uint retcode, const char *comment) {
  result.retcode = retcode;
  result.comment = comment;
  return mql_fail(error);
}

/// Hands a request to the network; what the terminal itself can see is refused at once.
static bool send(const MqlTradeRequest &request, MqlTradeResult &result) {
  Terminal &at = terminal();
  at.pump();
  result = MqlTradeResult();
  const char *action = nullptr;
  for (const auto &[number, name] : ACTIONS) {
    if (number == request.action) action = name;
  }
  std::string type = word_of(ORDER_TYPES, request.type), filling = word_of(FILLINGS, request.type_filling);
  if (action == nullptr || type.empty() || filling.empty()) {
    return refuse(result, ERR_TRADE_SEND_FAILED, TRADE_RETCODE_INVALID, "Invalid request");
  }
  if (!at.algo_trading || !at.expert_allowed) {
    return refuse(result, ERR_TRADE_DISABLED, TRADE_RETCODE_CLIENT_DISABLES_AT, "AutoTrading disabled by client");
  }
  if (!at.connected) {
    return refuse(result, ERR_TRADE_SEND_FAILED, TRADE_RETCODE_CONNECTION, "No connection with trade server");
  }
  crash_point("before_send");
  Record message;
  message.type = "request";
  uint id = ++at.last_request_id;
  message.set("id", std::to_string(id)).set("action", action).set("kind", type).set("filling", filling);
  message.set("time", word_of(ORDER_TIMES, request.type_time)).set("symbol", request.symbol.utf8());
  message.set("magic", std::to_string(request.magic)).set("order", std::to_string(request.order));
  message.set("position", std::to_string(request.position)).set("position_by", std::to_string(request.position_by));
  message.set("lots", request.volume).set("price", request.price).set("stoplimit", request.stoplimit);
  message.set("sl", request.sl).set("tp", request.tp).set("deviation", std::to_string(request.deviation));
  message.set("expiration", std::to_string(request.expiration * 1'000)).set("comment", request.comment.utf8());
  at.in_flight[id] = request;
  at.wire.send(message);
  crash_point("after_send");
  result.request_id = id;
  return true;
}

bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result) {
  if (!send(request, result)) return false;
  result.retcode = TRADE_RETCODE_PLACED;
  result.comment = "Order placed";
  return true;
}

bool OrderSend(const MqlTradeRequest &request, MqlTradeResult &result) {
  if (!send(request, result)) return false;
  Terminal &at = terminal();
  uint id = result.request_id;
  at.awaited = id;
  at.awaited_result = MqlTradeResult();
  long until = host_now_ms() + SERVER_ANSWER_MS;
  while (at.awaited_result.request_id != id && host_now_ms() < until) at.pump(50);
  at.awaited = 0;
  if (at.awaited_result.request_id != id) {
    return refuse(result, ERR_TRADE_SEND_FAILED, TRADE_RETCODE_TIMEOUT, "Request timed out");
  }
  result = at.awaited_result;
  bool accepted = result.retcode >= TRADE_RETCODE_PLACED && result.retcode <= TRADE_RETCODE_DONE_PARTIAL;
  return accepted || mql_fail(ERR_TRADE_SEND_FAILED);
}

static bool ask_number(Record question, const char *what, double &value) {
  question.type = "question";
  question.set("what", what);
  std::vector<Record> answer;
  if (!terminal().ask(question, answer)) return mql_fail(ERR_TRADE_CALC_FAILED);
  value = answer.back().real("value");
  return true;
}

bool OrderCalcMargin(ENUM_ORDER_TYPE type, const string &symbol, double lots, double price, double &margin) {
  Record question;
  question.set("symbol", symbol.utf8()).set("side", word_of(SIDES, type % 2)).set("lots", lots).set("price", price);
  return ask_number(question, "margin", margin);
}

bool OrderCalcProfit(ENUM_ORDER_TYPE type, const string &symbol, double lots, double open, double close, double &profit) {
  Record question;
  question.set("symbol", symbol.utf8()).set("side", word_of(SIDES, type % 2)).set("lots", lots);
  question.set("open", open).set("close", close);
  return ask_number(question, "profit", profit);
}

// The simplified check: totals after the operation, as if nothing were netted.
bool OrderCheck(const MqlTradeRequest &request, MqlTradeCheckResult &result) {
  result = MqlTradeCheckResult();
  const Record &account = terminal().account;
  double margin = 0;
  bool opens = request.action == TRADE_ACTION_DEAL && request.position == 0;
  if (opens && !OrderCalcMargin(request.type, request.symbol, request.volume, request.price, margin)) {
    result.retcode = TRADE_RETCODE_INVALID;
    result.comment = "Invalid request";
    return false;
  }
  result.balance = account.real("balance");
  result.equity = account.real("equity");
  result.profit = account.real("profit");
  result.margin = NormalizeDouble(account.real("margin") + margin, 2);
  result.margin_free = NormalizeDouble(result.equity - result.margin, 2);
  result.margin_level = result.margin > 0 ? NormalizeDouble(result.equity / result.margin * 100, 2) : 0;
  if (result.margin_free < 0) {
    result.retcode = TRADE_RETCODE_NO_MONEY;
    result.comment = "No money";
    return mql_fail(ERR_TRADE_SEND_FAILED);
  }
  result.comment = "Done";
  return true;
}

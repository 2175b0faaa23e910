//+------------------------------------------------------------------+
//| Request.mqh: a step as MetaTrader's trade request.                |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_REQUEST_MQH
#define SALLYPORT_REQUEST_MQH

/** How orders are marked at the venue. */
enum EnumMagicMode
  {
   MAGIC_ORDER = 0, // a number of its own for every step
   MAGIC_FIXED = 1  // always FixedMagic
  };

ENUM_ORDER_TYPE OrderTypeOf(const StepEntry &entry)
  {
   bool buy = entry.side == SIDE_BUY;
   if(entry.kind == KIND_LIMIT)
      return buy ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT;
   if(entry.kind == KIND_STOP)
      return buy ? ORDER_TYPE_BUY_STOP : ORDER_TYPE_SELL_STOP;
   if(entry.kind == KIND_STOP_LIMIT)
      return buy ? ORDER_TYPE_BUY_STOP_LIMIT : ORDER_TYPE_SELL_STOP_LIMIT;
   return buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL;
  }

/** ORDER_FILLING_* have the order of FILLING_WORDS but for their names; written out so that it shows. */
ENUM_ORDER_TYPE_FILLING FillingOf(const StepEntry &entry)
  {
   switch(entry.filling)
     {
      case 1:
         return ORDER_FILLING_IOC;
      case 2:
         return ORDER_FILLING_RETURN;
      case 3:
         return ORDER_FILLING_BOC;
      default:
         return ORDER_FILLING_FOK;
     }
  }

ENUM_ORDER_TYPE_TIME OrderTimeOf(const StepEntry &entry)
  {
   switch(entry.time)
     {
      case 1:
         return ORDER_TIME_DAY;
      case 2:
         return ORDER_TIME_SPECIFIED;
      case 3:
         return ORDER_TIME_SPECIFIED_DAY;
      default:
         return ORDER_TIME_GTC;
     }
  }

/** The price that a market order is executed at: request and instant execution want it in the request. */
double MarketPrice(const string symbol, const bool buy)
  {
   MqlTick tick;
   if(!SymbolInfoTick(symbol, tick))
      return 0.0;
   return buy ? tick.ask : tick.bid;
  }

void SetTerms(const StepEntry &entry, const int digits, MqlTradeRequest &request)
  {
   request.sl = NormalizeDouble(entry.sl, digits);
   request.tp = NormalizeDouble(entry.tp, digits);
   request.price = NormalizeDouble(entry.price, digits);
   request.stoplimit = NormalizeDouble(entry.stoplimit, digits);
   request.type_time = OrderTimeOf(entry);
   if(entry.expires > 0)
      request.expiration = g_clock.ServerOfUtcMs(entry.expires);
  }

/**
 * Fills in the request. Every field that is not set stays zero, and the filling is always set: zero means
 * fill or kill. In `fixed` mode the comment has to name the step.
 */
void BuildRequest(const StepEntry &entry, const EnumMagicMode mode, const ulong fixedMagic,
                  MqlTradeRequest &request)
  {
   ZeroMemory(request);
   // A symbol that is not in the Market Watch has no quotes.
   if(SymbolInfoInteger(entry.symbol, SYMBOL_SELECT) == 0)
      SymbolSelect(entry.symbol, true);
   int digits = (int)SymbolInfoInteger(entry.symbol, SYMBOL_DIGITS);
   request.magic = mode == MAGIC_FIXED ? fixedMagic : entry.magic;
   request.comment = entry.comment;
   if(mode == MAGIC_FIXED)
      request.comment = TagOf(entry.magic);
   request.symbol = entry.symbol;
   request.type_filling = FillingOf(entry);
   switch(entry.action)
     {
      case STEP_DEAL:
         request.action = TRADE_ACTION_DEAL;
         request.type = OrderTypeOf(entry);
         request.volume = entry.lots;
         request.position = entry.position;
         request.deviation = entry.deviation;
         request.sl = NormalizeDouble(entry.sl, digits);
         request.tp = NormalizeDouble(entry.tp, digits);
         request.price = NormalizeDouble(entry.price, digits);
         if(request.price == 0.0)
            request.price = MarketPrice(entry.symbol, entry.side == SIDE_BUY);
         break;
      case STEP_PENDING:
         request.action = TRADE_ACTION_PENDING;
         request.type = OrderTypeOf(entry);
         request.volume = entry.lots;
         SetTerms(entry, digits, request);
         break;
      case STEP_MODIFY:
         request.action = TRADE_ACTION_MODIFY;
         request.order = entry.target;
         SetTerms(entry, digits, request);
         break;
      case STEP_REMOVE:
         request.action = TRADE_ACTION_REMOVE;
         request.order = entry.target;
         break;
      case STEP_SLTP:
         request.action = TRADE_ACTION_SLTP;
         request.position = entry.position;
         request.sl = NormalizeDouble(entry.sl, digits);
         request.tp = NormalizeDouble(entry.tp, digits);
         break;
      default:
         request.action = TRADE_ACTION_CLOSE_BY;
         request.position = entry.position;
         request.position_by = entry.by;
         break;
     }
  }

/** Why nothing would be sent now; empty when it would. The words of the link, in the order of checking. */
string TradeObstacle(void)
  {
   if(TerminalInfoInteger(TERMINAL_CONNECTED) == 0)
      return "disconnected";
   if(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED) == 0)
      return "algo_trading_off";
   if(MQLInfoInteger(MQL_TRADE_ALLOWED) == 0)
      return "expert_not_allowed";
   if(AccountInfoInteger(ACCOUNT_TRADE_EXPERT) == 0)
      return "experts_banned";
   if(AccountInfoInteger(ACCOUNT_TRADE_ALLOWED) == 0)
      return "account_read_only";
   return "";
  }

/** The return code that the server or the terminal would give for an obstacle; 0 where there is none. */
uint RetcodeOfObstacle(const string obstacle)
  {
   if(obstacle == "algo_trading_off" || obstacle == "expert_not_allowed")
      return RETCODE_CLIENT_DISABLES;
   if(obstacle == "experts_banned")
      return RETCODE_SERVER_DISABLES;
   if(obstacle == "account_read_only")
      return RETCODE_TRADE_DISABLED;
   // 10031 would leave it open whether the request went out, and it did not.
   return 0;
  }

string ObstacleText(const string obstacle)
  {
   if(obstacle == "disconnected")
      return "no connection to the broker";
   if(obstacle == "algo_trading_off")
      return "Algo Trading is switched off";
   if(obstacle == "expert_not_allowed")
      return "not allowed in the expert's settings";
   if(obstacle == "experts_banned")
      return "the broker does not allow experts";
   if(obstacle == "account_read_only")
      return "the account cannot trade";
   return "";
  }

#endif

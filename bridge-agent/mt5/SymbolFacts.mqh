//+------------------------------------------------------------------+
//| SymbolFacts.mqh: which symbols there are, and their rules.        |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_SYMBOLFACTS_MQH
#define SALLYPORT_SYMBOLFACTS_MQH

#define SYMBOLS_LOOK_US 1000000
/** So many symbols are read in one turn, so that commands do not wait for a long Market Watch. */
#define SYMBOLS_PER_TURN 8
/** What follows the quote (tick value, margin) is told again when it has moved by more than this part. */
#define FOLLOWING_CHANGE 0.001
/** A broker may change leverage while the price stands still. */
#define MARGIN_OLD_US 30000000
#define SECONDS_OF_DAY 86400
#define FILLING_FLAG_WORDS "fok,ioc,boc"
#define ORDER_FLAG_WORDS "market,limit,stop,stop_limit,sl,tp,close_by"

struct SymbolState
  {
   string            name;
   /** What was told last, but for the quote and what follows it; empty when it was not told. */
   string            told;
   double            tickValue;
   double            tickLoss;
   double            marginBuy;
   double            marginSell;
   /** The price and the moment (monotonic microseconds) of the margins. */
   double            marginPrice;
   ulong             marginAt;
  };

class CSymbolFacts
  {
private:
   SymbolState       m_symbols[];
   int               m_count;
   bool              m_fromMarketWatch;
   int               m_next;
   ulong             m_roundAt;
   MqlTick           m_tick;
   double            m_tickValue;
   double            m_tickLoss;
   double            m_marginBuy;
   double            m_marginSell;

   int               Find(const string name)
     {
      for(int i = 0; i < m_count; i++)
         if(m_symbols[i].name == name)
            return i;
      return -1;
     }

   void              Add(const string name)
     {
      if(name == "" || Find(name) >= 0)
         return;
      ArrayResize(m_symbols, m_count + 1, 64);
      m_symbols[m_count].name = name;
      m_symbols[m_count].told = "";
      m_symbols[m_count].tickValue = 0.0;
      m_symbols[m_count].tickLoss = 0.0;
      m_symbols[m_count].marginBuy = 0.0;
      m_symbols[m_count].marginSell = 0.0;
      m_symbols[m_count].marginPrice = 0.0;
      m_symbols[m_count].marginAt = 0;
      m_count++;
     }

   void              AddMarketWatch(void)
     {
      int total = SymbolsTotal(true);
      for(int i = 0; i < total; i++)
         Add(SymbolName(i, true));
     }

   /** The words whose flag is set; the first word has flag 1, the next 2, then 4. */
   string            Flags(const long flags, const string words)
     {
      string list[];
      string text = "";
      int count = StringSplit(words, (ushort)',', list);
      for(int i = 0; i < count; i++)
        {
         if((flags & ((long)1 << i)) == 0)
            continue;
         if(text != "")
            text += ",";
         text += list[i];
        }
      return text;
     }

   string            ExecutionText(const long mode)
     {
      if(mode == SYMBOL_TRADE_EXECUTION_REQUEST)
         return "request";
      if(mode == SYMBOL_TRADE_EXECUTION_INSTANT)
         return "instant";
      return mode == SYMBOL_TRADE_EXECUTION_MARKET ? "market" : "exchange";
     }

   string            TradeText(const long mode)
     {
      if(mode == SYMBOL_TRADE_MODE_FULL)
         return "full";
      if(mode == SYMBOL_TRADE_MODE_LONGONLY)
         return "long_only";
      if(mode == SYMBOL_TRADE_MODE_SHORTONLY)
         return "short_only";
      return mode == SYMBOL_TRADE_MODE_CLOSEONLY ? "close_only" : "disabled";
     }

   /** True when one of the day's sessions has this second of it; sessions may end after midnight. */
   bool              InSession(const string symbol, const int day, const long second)
     {
      datetime from;
      datetime to;
      for(uint i = 0; i < 32; i++)
        {
         if(!SymbolInfoSessionTrade(symbol, (ENUM_DAY_OF_WEEK)day, i, from, to))
            return false;
         if(second >= (long)from && second < (long)to)
            return true;
        }
      return false;
     }

   bool              IsOpen(const string symbol)
     {
      long now = (long)TimeTradeServer();
      long second = now % SECONDS_OF_DAY;
      // The first of January 1970 was a Thursday; the week begins with Sunday.
      int day = (int)((now / SECONDS_OF_DAY + 4) % 7);
      return InSession(symbol, day, second) || InSession(symbol, (day + 6) % 7, second + SECONDS_OF_DAY);
     }

   double            MarginOf(const string symbol, const ENUM_ORDER_TYPE type, const double price)
     {
      double margin = 0.0;
      return OrderCalcMargin(type, symbol, 1.0, price, margin) ? margin : 0.0;
     }

   /** Its rules; empty when the terminal does not know enough of it yet. */
   string            Rules(const string symbol)
     {
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      double point = SymbolInfoDouble(symbol, SYMBOL_POINT);
      double tickSize = SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_SIZE);
      double step = SymbolInfoDouble(symbol, SYMBOL_VOLUME_STEP);
      double fewest = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MIN);
      double most = SymbolInfoDouble(symbol, SYMBOL_VOLUME_MAX);
      double contract = SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE);
      long mode = SymbolInfoInteger(symbol, SYMBOL_TRADE_CALC_MODE);
      if(point <= 0.0 || step <= 0.0 || fewest <= 0.0 || most <= 0.0 || contract <= 0.0)
         return "";
      if(tickSize <= 0.0)
         tickSize = point;
      bool forex = mode == SYMBOL_CALC_MODE_FOREX || mode == SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE;
      return "symbol" + Field("symbol", Clean(symbol, 64)) + Field("digits", IntegerToString(digits)) +
             Field("point", ShortText(point, MOST_DECIMALS, 0)) +
             Field("ticksize", ShortText(tickSize, MOST_DECIMALS, 0)) + Field("minlots", LotsText(fewest)) +
             Field("maxlots", LotsText(most)) + Field("lotstep", LotsText(step)) +
             Field("lotlimit", LotsText(SymbolInfoDouble(symbol, SYMBOL_VOLUME_LIMIT))) +
             Field("contract", LotsText(contract)) + Field("forex", forex ? "1" : "0") +
             Field("base", Clean(SymbolInfoString(symbol, SYMBOL_CURRENCY_BASE), 64)) +
             Field("profitccy", Clean(SymbolInfoString(symbol, SYMBOL_CURRENCY_PROFIT), 64)) +
             Field("marginccy", Clean(SymbolInfoString(symbol, SYMBOL_CURRENCY_MARGIN), 64)) +
             Field("exec", ExecutionText(SymbolInfoInteger(symbol, SYMBOL_TRADE_EXEMODE))) +
             Field("filling", Flags(SymbolInfoInteger(symbol, SYMBOL_FILLING_MODE), FILLING_FLAG_WORDS)) +
             Field("orders", Flags(SymbolInfoInteger(symbol, SYMBOL_ORDER_MODE), ORDER_FLAG_WORDS)) +
             Field("expiry", Flags(SymbolInfoInteger(symbol, SYMBOL_EXPIRATION_MODE), TIME_WORDS)) +
             Field("stops", TimeText(SymbolInfoInteger(symbol, SYMBOL_TRADE_STOPS_LEVEL))) +
             Field("freeze", TimeText(SymbolInfoInteger(symbol, SYMBOL_TRADE_FREEZE_LEVEL))) +
             Field("trade", TradeText(SymbolInfoInteger(symbol, SYMBOL_TRADE_MODE))) +
             Field("open", IsOpen(symbol) ? "1" : "0");
     }

   bool              Moved(const double before, const double now)
     {
      return MathAbs(now - before) > MathAbs(before) * FOLLOWING_CHANGE;
     }

   /** Asks for the margins of one lot, when the price has moved or they have become old. */
   void              ReadMargins(const int place)
     {
      ulong now = Monotonic();
      bool old = m_symbols[place].marginAt == 0 || now - m_symbols[place].marginAt >= MARGIN_OLD_US;
      m_marginBuy = m_symbols[place].marginBuy;
      m_marginSell = m_symbols[place].marginSell;
      if(!old && !Moved(m_symbols[place].marginPrice, m_tick.ask))
         return;
      m_symbols[place].marginAt = now;
      m_symbols[place].marginPrice = m_tick.ask;
      m_marginBuy = MarginOf(m_symbols[place].name, ORDER_TYPE_BUY, m_tick.ask);
      m_marginSell = MarginOf(m_symbols[place].name, ORDER_TYPE_SELL, m_tick.bid);
     }

   /** Reads what follows the quote; true when it has moved far enough to be told. */
   bool              ReadFollowing(const int place)
     {
      string symbol = m_symbols[place].name;
      m_tickValue = SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_VALUE_PROFIT);
      m_tickLoss = SymbolInfoDouble(symbol, SYMBOL_TRADE_TICK_VALUE_LOSS);
      ReadMargins(place);
      return Moved(m_symbols[place].tickValue, m_tickValue) || Moved(m_symbols[place].tickLoss, m_tickLoss) ||
             Moved(m_symbols[place].marginBuy, m_marginBuy) || Moved(m_symbols[place].marginSell, m_marginSell);
     }

   /** Tells a symbol if it changed; one without a quote is told when it has one. */
   void              Look(const int place, const bool always)
     {
      string symbol = m_symbols[place].name;
      if(!SymbolInfoTick(symbol, m_tick) || m_tick.bid <= 0.0 || m_tick.ask <= 0.0)
         return;
      string rules = Rules(symbol);
      if(rules == "" || !(ReadFollowing(place) || always || rules != m_symbols[place].told))
         return;
      m_symbols[place].told = rules;
      m_symbols[place].tickValue = m_tickValue;
      m_symbols[place].tickLoss = m_tickLoss;
      m_symbols[place].marginBuy = m_marginBuy;
      m_symbols[place].marginSell = m_marginSell;
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      g_link.Send(rules + Field("tickvalue", ShortText(m_tickValue, MOST_DECIMALS, 0)) +
                  Field("tickloss", ShortText(m_tickLoss, MOST_DECIMALS, 0)) +
                  Field("marginbuy", ShortText(m_marginBuy, 4, 0)) +
                  Field("marginsell", ShortText(m_marginSell, 4, 0)) +
                  Field("bid", PriceText(m_tick.bid, digits)) + Field("ask", PriceText(m_tick.ask, digits)) +
                  Field("at", TimeText(g_clock.UtcOfServerMs(m_tick.time_msc))));
     }

public:
   /** `list` has the names joined with commas; empty means all of the Market Watch. */
   void              Start(const string list)
     {
      string names[];
      m_count = 0;
      m_next = 0;
      m_roundAt = 0;
      m_fromMarketWatch = true;
      int count = StringSplit(list, (ushort)',', names);
      for(int i = 0; i < count; i++)
        {
         string name = names[i];
         StringTrimLeft(name);
         StringTrimRight(name);
         if(name == "")
            continue;
         m_fromMarketWatch = false;
         if(SymbolSelect(name, true))
            Add(name);
         else
            g_faults.Tell("symbol_unknown", "the broker has no symbol " + name + " (input Symbols)");
        }
     }

   int               Count(void)
     {
      return m_count;
     }

   string            Name(const int place)
     {
      return m_symbols[place].name;
     }

   bool              IsTold(const int place)
     {
      return m_symbols[place].told != "";
     }

   void              TellAll(void)
     {
      if(m_fromMarketWatch)
         AddMarketWatch();
      for(int i = 0; i < m_count; i++)
         Look(i, true);
      m_next = m_count;
      m_roundAt = Monotonic();
     }

   /** Goes through the symbols, some in a turn, once a second. */
   void              Work(void)
     {
      if(m_next >= m_count)
        {
         if(Monotonic() - m_roundAt < SYMBOLS_LOOK_US)
            return;
         m_roundAt = Monotonic();
         m_next = 0;
         if(m_fromMarketWatch)
            AddMarketWatch();
        }
      for(int i = 0; i < SYMBOLS_PER_TURN && m_next < m_count; i++)
        {
         Look(m_next, false);
         m_next++;
        }
     }
  };

CSymbolFacts g_symbolFacts;

#endif

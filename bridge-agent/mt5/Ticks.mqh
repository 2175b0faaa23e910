//+------------------------------------------------------------------+
//| Ticks.mqh: every tick of what is watched, quotes of the rest.     |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_TICKS_MQH
#define SALLYPORT_TICKS_MQH

#define TICKS_AT_ONCE 256
#define TICKS_MOST 65536
/** So many quotes of symbols that nobody watches are read in one turn. */
#define QUOTES_PER_TURN 32

struct WatchedSymbol
  {
   string            name;
   /** Server time in milliseconds of the newest tick that was told, and how many of that millisecond were. */
   long              cursor;
   int               toldAtCursor;
  };

/**
 * Watched symbols: every tick, by CopyTicks from the time of the newest told one on, that time included.
 * Several ticks may have the same millisecond, and more of them may come later: so many as were told are
 * passed over, and no more. OnTick would lose ticks by design. The others: the newest quote, now and then.
 */
class CTicks
  {
private:
   WatchedSymbol     m_watched[];
   int               m_watchedCount;
   long              m_quotedAt[];
   int               m_nextQuote;

   bool              IsWatched(const string symbol)
     {
      for(int i = 0; i < m_watchedCount; i++)
         if(m_watched[i].name == symbol)
            return true;
      return false;
     }

   void              TellTick(const string symbol, const MqlTick &tick, const int digits)
     {
      if(tick.bid <= 0.0 || tick.ask <= 0.0)
         return;
      g_link.Send("tick" + Field("symbol", Clean(symbol, 64)) + Field("bid", PriceText(tick.bid, digits)) +
                  Field("ask", PriceText(tick.ask, digits)) +
                  Field("at", TimeText(g_clock.UtcOfServerMs(tick.time_msc))));
     }

   /** Starts behind the newest tick there is; asking for the newest one is quick, and loads no history. */
   void              Watch(const string symbol)
     {
      MqlTick ticks[];
      if(symbol == "" || IsWatched(symbol))
         return;
      SymbolSelect(symbol, true);
      ArrayResize(m_watched, m_watchedCount + 1, 16);
      m_watched[m_watchedCount].name = symbol;
      m_watched[m_watchedCount].cursor = 0;
      m_watched[m_watchedCount].toldAtCursor = 0;
      if(CopyTicks(symbol, ticks, COPY_TICKS_INFO, 0, 1) == 1)
        {
         m_watched[m_watchedCount].cursor = ticks[0].time_msc;
         m_watched[m_watchedCount].toldAtCursor = 1;
         TellTick(symbol, ticks[0], (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS));
        }
      m_watchedCount++;
     }

   void              TellTicksOf(const int place)
     {
      MqlTick ticks[];
      string symbol = m_watched[place].name;
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      int want = MathMin(TICKS_MOST, TICKS_AT_ONCE + m_watched[place].toldAtCursor);
      long from = m_watched[place].cursor;
      int told = m_watched[place].toldAtCursor;
      int count = CopyTicks(symbol, ticks, COPY_TICKS_INFO, (ulong)from, (uint)(from == 0 ? 1 : want));
      int passed = 0;
      for(int i = 0; i < count; i++)
        {
         if(ticks[i].time_msc < from)
            continue;
         if(ticks[i].time_msc == from && passed < told)
           {
            passed++;
            continue;
           }
         TellTick(symbol, ticks[i], digits);
         if(ticks[i].time_msc == m_watched[place].cursor)
            m_watched[place].toldAtCursor++;
         else
           {
            m_watched[place].cursor = ticks[i].time_msc;
            m_watched[place].toldAtCursor = 1;
           }
        }
     }

   void              TellQuotes(void)
     {
      MqlTick tick;
      int count = g_symbolFacts.Count();
      int known = ArraySize(m_quotedAt);
      if(known < count)
        {
         ArrayResize(m_quotedAt, count, 64);
         for(int i = known; i < count; i++)
            m_quotedAt[i] = 0;
        }
      for(int i = 0; i < QUOTES_PER_TURN && i < count; i++)
        {
         m_nextQuote = m_nextQuote + 1 < count ? m_nextQuote + 1 : 0;
         int place = m_nextQuote;
         string symbol = g_symbolFacts.Name(place);
         if(!g_symbolFacts.IsTold(place) || IsWatched(symbol) || !SymbolInfoTick(symbol, tick))
            continue;
         if(tick.time_msc == m_quotedAt[place])
            continue;
         m_quotedAt[place] = tick.time_msc;
         TellTick(symbol, tick, (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS));
        }
     }

public:
   void              Start(void)
     {
      m_watchedCount = 0;
      m_nextQuote = -1;
      ArrayResize(m_quotedAt, 0, 64);
     }

   /** Nobody watches any more. */
   void              Silence(void)
     {
      m_watchedCount = 0;
      ArrayResize(m_quotedAt, 0, 64);
     }

   void              SetWatched(const string list)
     {
      string names[];
      WatchedSymbol before[];
      int count = StringSplit(list, (ushort)';', names);
      int beforeCount = m_watchedCount;
      ArrayResize(before, beforeCount);
      for(int i = 0; i < beforeCount; i++)
         before[i] = m_watched[i];
      m_watchedCount = 0;
      for(int i = 0; i < count; i++)
        {
         // What was watched goes on where it is.
         for(int j = 0; j < beforeCount; j++)
            if(before[j].name == names[i] && !IsWatched(names[i]))
              {
               m_watched[m_watchedCount] = before[j];
               m_watchedCount++;
              }
         Watch(names[i]);
        }
     }

   void              Work(void)
     {
      for(int i = 0; i < m_watchedCount; i++)
         if(g_link.HasRoom())
            TellTicksOf(i);
      if(g_link.HasRoom())
         TellQuotes();
     }
  };

CTicks g_ticks;

#endif

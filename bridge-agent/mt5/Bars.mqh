//+------------------------------------------------------------------+
//| Bars.mqh: bars, when the agent asks for them.                     |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_BARS_MQH
#define SALLYPORT_BARS_MQH

#define BARS_MOST 200
/** Bars are answered with what there is when the terminal has not loaded them by then. */
#define BARS_WAIT_US 1000000
/** Room for the other fields of a `bars` frame. */
#define BARS_TEXT_MOST 16000
#define FRAME_WORDS "M1,M5,M15,M30,H1,H4,D1"

struct BarsRequest
  {
   string            id;
   string            symbol;
   int               frame;
   int               count;
   ulong             askedAt;
  };

class CBars
  {
private:
   BarsRequest       m_bars[];
   int               m_barsCount;

   ENUM_TIMEFRAMES   Frame(const int place)
     {
      switch(place)
        {
         case 0:
            return PERIOD_M1;
         case 1:
            return PERIOD_M5;
         case 2:
            return PERIOD_M15;
         case 3:
            return PERIOD_M30;
         case 4:
            return PERIOD_H1;
         case 5:
            return PERIOD_H4;
         default:
            return PERIOD_D1;
        }
     }

   /** Oldest first; when they do not fit into a frame the oldest are left out. */
   string            BarsText(MqlRates &rates[], const int count, const int digits)
     {
      string text = "";
      for(int i = count - 1; i >= 0; i--)
        {
         string bar = TimeText(g_clock.UtcOfServerMs((long)rates[i].time * 1000)) + "," +
                      PriceText(rates[i].open, digits) + "," + PriceText(rates[i].high, digits) + "," +
                      PriceText(rates[i].low, digits) + "," + PriceText(rates[i].close, digits) + "," +
                      TimeText(rates[i].tick_volume);
         if(StringLen(text) + StringLen(bar) + 1 > BARS_TEXT_MOST)
            break;
         if(text != "")
            bar += ";";
         text = bar + text;
        }
      return text;
     }

   /** False while the terminal is still loading them. */
   bool              AnswerBars(const int place)
     {
      MqlRates rates[];
      string symbol = m_bars[place].symbol;
      int count = CopyRates(symbol, Frame(m_bars[place].frame), 0, m_bars[place].count, rates);
      bool waited = Monotonic() - m_bars[place].askedAt >= BARS_WAIT_US;
      if(count < m_bars[place].count && !waited)
         return false;
      string items = BarsText(rates, MathMax(0, count), (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS));
      g_link.Send("bars" + Field("id", m_bars[place].id) + Field("symbol", Clean(symbol, 64)) +
                  Field("items", items));
      return true;
     }

public:
   void              Start(void)
     {
      m_barsCount = 0;
     }

   void              Silence(void)
     {
      m_barsCount = 0;
     }

   /** Takes a `bars`; it is answered when the terminal has them. */
   bool              AskBars(CFields &fields)
     {
      ulong id = fields.Whole("id");
      string symbol = fields.Text("symbol", 64);
      int frame = fields.Word("frame", FRAME_WORDS);
      int count = fields.Count("count");
      if(fields.Fault() != "" || count < 1 || count > BARS_MOST)
         return false;
      ArrayResize(m_bars, m_barsCount + 1, 16);
      m_bars[m_barsCount].id = UlongText(id);
      m_bars[m_barsCount].symbol = symbol;
      m_bars[m_barsCount].frame = frame;
      m_bars[m_barsCount].count = count;
      m_bars[m_barsCount].askedAt = Monotonic();
      m_barsCount++;
      return true;
     }

   void              Work(void)
     {
      for(int i = m_barsCount - 1; i >= 0; i--)
        {
         if(!AnswerBars(i))
            continue;
         m_barsCount--;
         m_bars[i] = m_bars[m_barsCount];
        }
     }
  };

CBars g_bars;

#endif

//+------------------------------------------------------------------+
//| Clock.mqh: UTC in milliseconds, for deadlines and for reports.    |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_CLOCK_MQH
#define SALLYPORT_CLOCK_MQH

/** A step back by more than this is a clock that was set, not an unsteady one. */
#define JUMP_MICROSECONDS 1500000
/** For so long after a step back the clock before it counts as well. */
#define CAUTION_MICROSECONDS 5000000
/** Sixteen hours, in quarters of an hour. */
#define MOST_QUARTERS 64

/** Microseconds since the program began; no clock change moves them. For waits and latencies. */
ulong Monotonic(void)
  {
   return GetMicrosecondCount();
  }

/**
 * MQL5 tells UTC in whole seconds only (TimeGMT), so it is joined with the microsecond counter: the moment
 * at which the second changes is known as exactly as the clock is looked at, every 10 to 16 ms. Between
 * looks the answer may run ahead of UTC by that much, and at the start by up to a second, but never
 * behind it: an order may be called late a little early, and is never sent late.
 *
 * When the host's clock is set:
 * - forward: the new time counts at once. What was due before it is late now, as it would be for everybody
 *   who asks the clock. Orders that come later carry deadlines by the new clock.
 * - back: the new time counts, but for five seconds a deadline must hold by the old clock too. An order
 *   that waited in the socket while the terminal was stuck has its deadline from the old clock, and by the
 *   new one it would seem to have an hour left. After the five seconds everything that waited is read, so
 *   the old clock is forgotten and orders by the new one pass.
 */
class CClock
  {
private:
   bool              m_started;
   /** UTC minus counter, both in microseconds. */
   long              m_offset;
   long              m_lastLook;
   long              m_offsetBefore;
   long              m_cautionUntil;
   long              m_serverOffset;

public:
   void              Start(void)
     {
      m_started = false;
      m_offsetBefore = 0;
      m_cautionUntil = 0;
      m_serverOffset = 0;
      m_offset = 0;
      m_lastLook = 0;
      Look();
     }

   /** To be called in every turn: the more often, the more exact. */
   void              Look(void)
     {
      long counter = (long)Monotonic();
      long second = (long)TimeGMT() * 1000000;
      long latest = second + 999999;
      long known = counter + m_offset;
      if(!m_started)
        {
         m_started = true;
         m_offset = latest - counter;
        }
      else if(known < second)
        {
         // The second changed at some moment since the last look, unless the clock was set.
         long since = MathMin(counter - m_lastLook, (long)999999);
         m_offset = (second - known > JUMP_MICROSECONDS ? latest : second + since) - counter;
        }
      else if(known > latest)
        {
         if(known - latest > JUMP_MICROSECONDS)
           {
            m_offsetBefore = m_offset;
            m_cautionUntil = counter + CAUTION_MICROSECONDS;
           }
         m_offset = latest - counter;
        }
      m_lastLook = counter;
     }

   /** Epoch milliseconds, UTC. */
   long              NowMs(void)
     {
      return ((long)Monotonic() + m_offset) / 1000;
     }

   /** To be asked right before a request is sent. */
   bool              HasPassed(const long deadlineMs)
     {
      Look();
      if(NowMs() > deadlineMs)
         return true;
      long counter = (long)Monotonic();
      return counter < m_cautionUntil && (counter + m_offsetBefore) / 1000 > deadlineMs;
     }

   /**
    * Server time minus UTC in milliseconds, to the quarter of an hour: what is left is the difference of
    * two clocks, not of two time zones. Times of records are server time; across a change to summer time
    * the older ones come out an hour off, and nobody decides anything by them.
    */
   long              ServerOffsetMs(void)
     {
      double quarters = (double)((long)TimeTradeServer() - (long)TimeGMT()) / 900.0;
      // A terminal that was not connected yet has no server time; no zone is further away than this.
      if(MathAbs(quarters) <= MOST_QUARTERS)
         m_serverOffset = (long)MathRound(quarters) * 900000;
      return m_serverOffset;
     }

   long              UtcOfServerMs(const long serverMs)
     {
      return serverMs - ServerOffsetMs();
     }

   datetime          ServerOfUtcMs(const long utcMs)
     {
      long seconds = (utcMs + ServerOffsetMs()) / 1000;
      return (datetime)(seconds > 0 ? seconds : 0);
     }
  };

CClock g_clock;

#endif

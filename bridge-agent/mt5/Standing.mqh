//+------------------------------------------------------------------+
//| Standing.mqh: open positions and standing pending orders.         |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_STANDING_MQH
#define SALLYPORT_STANDING_MQH

/** Positions and orders are read again so often though no transaction came. */
#define LOOK_EVERY_US 1000000
/** And not more often than this, however many come. */
#define LOOK_PAUSE_US 50000
/** Plus so much for each of them: reading a thousand takes a while. */
#define LOOK_PAUSE_EACH_US 200
/** What is missing from one look may be there in the next. */
#define MISSING_US 500000

/** What was told of one kind of thing, by ticket or identifier, to tell only what changed. */
class CTold
  {
private:
   CIndex            m_places;
   ulong             m_ids[];
   string            m_frames[];
   ulong             m_missingSince[];
   bool              m_seen[];
   int               m_count;

public:
   void              Clear(void)
     {
      m_places.Clear();
      m_count = 0;
     }

   int               Count(void)
     {
      return m_count;
     }

   /** Something that may come and go between two looks: its end is told then, too. The answer is its place. */
   int               Expect(const ulong id)
     {
      int place = m_places.Find(id);
      if(place >= 0)
         return place;
      place = m_count;
      m_count++;
      ArrayResize(m_ids, m_count, 256);
      ArrayResize(m_frames, m_count, 256);
      ArrayResize(m_missingSince, m_count, 256);
      ArrayResize(m_seen, m_count, 256);
      m_ids[place] = id;
      m_frames[place] = "";
      m_missingSince[place] = 0;
      m_seen[place] = true;
      m_places.Put(id, place);
      return place;
     }

   /** Sends the frame unless it is what was told last. */
   void              Tell(const ulong id, const string frame)
     {
      int place = Expect(id);
      m_seen[place] = true;
      m_missingSince[place] = 0;
      if(m_frames[place] == frame)
         return;
      m_frames[place] = frame;
      g_link.Send(frame);
     }

   void              BeginLook(void)
     {
      for(int i = 0; i < m_count; i++)
         m_seen[i] = false;
     }

   /** Something was told that the last look did not find. */
   bool              IsAnyMissing(void)
     {
      for(int i = 0; i < m_count; i++)
         if(!m_seen[i])
            return true;
      return false;
     }

   /** Takes out what has been missing for long enough, one at a time; false when there is no more. */
   bool              TakeMissing(const ulong now, ulong &id)
     {
      for(int i = 0; i < m_count; i++)
        {
         if(m_seen[i])
            continue;
         if(m_missingSince[i] == 0)
            m_missingSince[i] = now;
         if(now - m_missingSince[i] < MISSING_US)
            continue;
         id = m_ids[i];
         Remove(i);
         return true;
        }
      return false;
     }

   void              Remove(const int place)
     {
      m_count--;
      m_ids[place] = m_ids[m_count];
      m_frames[place] = m_frames[m_count];
      m_missingSince[place] = m_missingSince[m_count];
      m_seen[place] = m_seen[m_count];
      m_places.Clear();
      for(int i = 0; i < m_count; i++)
         m_places.Put(m_ids[i], i);
     }
  };

/**
 * Tells positions and pending orders as the terminal has them, whatever transactions came: they only say
 * when to look. A position counts as closed when it has been missing for a while, since after a fill and
 * after a reconnect the lists may be a moment behind.
 */
class CStanding
  {
private:
   CTold             m_positions;
   CTold             m_pendings;
   bool              m_live;
   bool              m_dirty;
   ulong             m_lookedAt;

   /** The order that a position or pending order came of; empty when others made it. */
   void              OwnerOf(const ulong magic, const string comment, const ulong ticket, StepEntry &entry)
     {
      ClearStep(entry);
      int owner = g_steps.Owner(magic, comment, ticket);
      if(owner >= 0)
         g_steps.Get(owner, entry);
      else
         NoteUnowned(magic, comment);
     }

   string            PositionFrame(const ulong ticket, const ulong ident)
     {
      string symbol = PositionGetString(POSITION_SYMBOL);
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      ulong magic = (ulong)PositionGetInteger(POSITION_MAGIC);
      StepEntry entry;
      OwnerOf(magic, PositionGetString(POSITION_COMMENT), ident, entry);
      string side = PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY ? "long" : "short";
      // The open price of a position that was added to is an average, finer than the symbol's prices.
      return "position" + Field("position", UlongText(ticket)) + Field("ident", UlongText(ident)) +
             Field("symbol", Clean(symbol, 64)) + Field("side", side) +
             Field("lots", LotsText(PositionGetDouble(POSITION_VOLUME))) +
             Field("price", ShortText(PositionGetDouble(POSITION_PRICE_OPEN), AVERAGE_DECIMALS, digits)) +
             Field("sl", PriceText(PositionGetDouble(POSITION_SL), digits)) +
             Field("tp", PriceText(PositionGetDouble(POSITION_TP), digits)) + Field("magic", UlongText(magic)) +
             Field("order", entry.order) +
             Field("at", TimeText(g_clock.UtcOfServerMs(PositionGetInteger(POSITION_TIME_MSC))));
     }

   string            KindText(const long type)
     {
      if(type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_SELL_LIMIT)
         return "limit";
      if(type == ORDER_TYPE_BUY_STOP || type == ORDER_TYPE_SELL_STOP)
         return "stop";
      return "stop_limit";
     }

   string            PendingFrame(const ulong ticket, const long type)
     {
      string symbol = OrderGetString(ORDER_SYMBOL);
      int digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      ulong magic = (ulong)OrderGetInteger(ORDER_MAGIC);
      bool buy = type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_BUY_STOP || type == ORDER_TYPE_BUY_STOP_LIMIT;
      long expires = OrderGetInteger(ORDER_TIME_EXPIRATION);
      if(expires > 0)
         expires = g_clock.UtcOfServerMs(expires * 1000);
      StepEntry entry;
      OwnerOf(magic, OrderGetString(ORDER_COMMENT), ticket, entry);
      return "pending" + Field("ticket", UlongText(ticket)) + Field("symbol", Clean(symbol, 64)) +
             Field("side", buy ? "buy" : "sell") + Field("kind", KindText(type)) +
             Field("lots", LotsText(OrderGetDouble(ORDER_VOLUME_CURRENT))) +
             Field("price", PriceText(OrderGetDouble(ORDER_PRICE_OPEN), digits)) +
             Field("stoplimit", PriceText(OrderGetDouble(ORDER_PRICE_STOPLIMIT), digits)) +
             Field("expires", TimeText(expires)) + Field("sl", PriceText(OrderGetDouble(ORDER_SL), digits)) +
             Field("tp", PriceText(OrderGetDouble(ORDER_TP), digits)) + Field("magic", UlongText(magic)) +
             Field("order", entry.order) + Field("step", IntegerToString(entry.step)) +
             Field("at", TimeText(g_clock.UtcOfServerMs(OrderGetInteger(ORDER_TIME_SETUP_MSC))));
     }

   void              LookAtPositions(const ulong now)
     {
      m_positions.BeginLook();
      int total = PositionsTotal();
      for(int i = 0; i < total; i++)
        {
         ulong ticket = PositionGetTicket(i);
         if(ticket == 0 || PositionGetDouble(POSITION_VOLUME) <= 0.0)
            continue;
         ulong ident = (ulong)PositionGetInteger(POSITION_IDENTIFIER);
         m_positions.Tell(ident, PositionFrame(ticket, ident));
        }
      ulong closed = 0;
      while(m_positions.TakeMissing(now, closed))
         g_link.Send("position_closed" + Field("ident", UlongText(closed)));
     }

   void              LookAtPendings(const ulong now)
     {
      m_pendings.BeginLook();
      int total = OrdersTotal();
      for(int i = 0; i < total; i++)
        {
         ulong ticket = OrderGetTicket(i);
         long type = OrderGetInteger(ORDER_TYPE);
         if(ticket == 0 || type <= ORDER_TYPE_SELL || type > ORDER_TYPE_SELL_STOP_LIMIT)
            continue;
         if(OrderGetDouble(ORDER_VOLUME_CURRENT) > 0.0 && OrderGetDouble(ORDER_PRICE_OPEN) > 0.0)
            m_pendings.Tell(ticket, PendingFrame(ticket, type));
        }
      // How they ended is told by a deal or as gone (Deals.mqh).
      ulong ended = 0;
      while(m_pendings.TakeMissing(now, ended))
         m_dirty = true;
     }

public:
   void              Start(void)
     {
      m_positions.Clear();
      m_pendings.Clear();
      m_live = false;
      m_dirty = false;
      m_lookedAt = 0;
     }

   void              Silence(void)
     {
      m_live = false;
     }

   /** Answers `sync`: everything that stands. */
   void              Sync(void)
     {
      m_positions.Clear();
      m_pendings.Clear();
      m_live = true;
      Look();
     }

   void              Look(void)
     {
      m_dirty = false;
      m_lookedAt = Monotonic();
      LookAtPositions(m_lookedAt);
      LookAtPendings(m_lookedAt);
      if(m_positions.IsAnyMissing() || m_pendings.IsAnyMissing())
         m_dirty = true;
     }

   /** A transaction came. */
   void              Touch(void)
     {
      m_dirty = true;
     }

   /** A deal of this position was told: the agent knows of it, though it may be gone at the next look. */
   void              Dealt(const ulong ident)
     {
      if(ident != 0)
         m_positions.Expect(ident);
      m_dirty = true;
     }

   void              Work(void)
     {
      if(!m_live)
         return;
      ulong since = Monotonic() - m_lookedAt;
      ulong pause = LOOK_PAUSE_US + (ulong)(m_positions.Count() + m_pendings.Count()) * LOOK_PAUSE_EACH_US;
      if((m_dirty && since >= pause) || since >= MathMax((ulong)LOOK_EVERY_US, pause))
         Look();
     }
  };

CStanding g_standing;

#endif

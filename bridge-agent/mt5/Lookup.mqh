//+------------------------------------------------------------------+
//| Lookup.mqh: what the venue's records say of a step.               |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_LOOKUP_MQH
#define SALLYPORT_LOOKUP_MQH

/** Later than all records. */
#define END_OF_TIME 7258118400
/** How much earlier than the step the records are looked at: the venue's clock is another one. */
#define LOOKUP_MARGIN_MS 600000
/** Closer than this two volumes or prices are the same. */
#define LOT_TOLERANCE 0.00000001

enum EnumFinding
  {
   /** Nothing was seen, which proves nothing: records come late, and some not at all for a while. */
   FOUND_NOTHING = 0,
   /** Something of it is there, but not yet how it ends. */
   FOUND_TRACE = 1,
   FOUND_DONE = 2,
   FOUND_REFUSED = 3
  };

struct Finding
  {
   EnumFinding       found;
   uint              retcode;
   string            message;
   ulong             ticket;
   ulong             deal;
  };

/**
 * Magic numbers in the venue's records that no step of the journal has. Those of other experts, as a rule;
 * but a step that is submitted with one of them was sent before, and the journal has been lost since.
 */
CIndex g_unowned;

void NoteUnowned(const ulong magic, const string comment)
  {
   g_unowned.Put(magic, 1);
   g_unowned.Put(MagicOfTag(comment), 1);
  }

/** Deals of stops, targets and stop-outs carry the magic of the position that they close. */
bool IsByStop(const long dealReason)
  {
   return dealReason == DEAL_REASON_SL || dealReason == DEAL_REASON_TP || dealReason == DEAL_REASON_SO;
  }

/**
 * Looks for what came of steps whose answer was lost. Steps that make an order or a deal are recognised by
 * magic number, by the tag in the comment, or by a ticket that is known already, among deals, standing
 * orders, past orders and positions. Steps that change something are judged by how that is now: then the
 * answer is whether it is as the step wanted it, which is all that matters of it.
 *
 * A filled order may for a moment be in neither list, so one look that finds nothing is never the end.
 */
class CLookup
  {
private:
   Finding           m_finding;
   double            m_dealt;
   ulong             m_firstDeal;
   ulong             m_ticket;

   bool              IsOf(const StepEntry &entry, const ulong magic, const string comment, const ulong ticket)
     {
      if(magic == entry.magic || (ticket != 0 && ticket == entry.ticket))
         return true;
      return MagicOfTag(comment) == entry.magic;
     }

   void              Conclude(const EnumFinding found, const uint retcode, const string message)
     {
      m_finding.found = found;
      m_finding.retcode = retcode;
      m_finding.message = message;
      m_finding.ticket = m_ticket;
     }

   void              SumDeals(const StepEntry &entry)
     {
      int total = HistoryDealsTotal();
      for(int i = 0; i < total; i++)
        {
         ulong deal = HistoryDealGetTicket(i);
         if(HistoryDealGetInteger(deal, DEAL_TYPE) > DEAL_TYPE_SELL)
            continue;
         ulong order = (ulong)HistoryDealGetInteger(deal, DEAL_ORDER);
         ulong magic = (ulong)HistoryDealGetInteger(deal, DEAL_MAGIC);
         bool stop = IsByStop(HistoryDealGetInteger(deal, DEAL_REASON));
         if(stop || !IsOf(entry, magic, HistoryDealGetString(deal, DEAL_COMMENT), order))
            continue;
         m_dealt += HistoryDealGetDouble(deal, DEAL_VOLUME);
         m_ticket = order;
         if(m_firstDeal == 0 || deal < m_firstDeal)
            m_firstDeal = deal;
        }
     }

   /** The order of the step among those that stand; it stays selected. */
   bool              FindStanding(const StepEntry &entry)
     {
      int total = OrdersTotal();
      for(int i = 0; i < total; i++)
        {
         ulong ticket = OrderGetTicket(i);
         if(ticket != 0 && IsOf(entry, (ulong)OrderGetInteger(ORDER_MAGIC), OrderGetString(ORDER_COMMENT), ticket))
           {
            m_ticket = ticket;
            return true;
           }
        }
      return false;
     }

   /** The state of the step's order in the history, -1 when it is not there. */
   long              FindPast(const StepEntry &entry)
     {
      int total = HistoryOrdersTotal();
      for(int i = total - 1; i >= 0; i--)
        {
         ulong ticket = HistoryOrderGetTicket(i);
         ulong magic = (ulong)HistoryOrderGetInteger(ticket, ORDER_MAGIC);
         if(!IsOf(entry, magic, HistoryOrderGetString(ticket, ORDER_COMMENT), ticket))
            continue;
         long reason = HistoryOrderGetInteger(ticket, ORDER_REASON);
         if(reason == ORDER_REASON_SL || reason == ORDER_REASON_TP || reason == ORDER_REASON_SO)
            continue;
         if(m_ticket != 0 && ticket != m_ticket)
            continue;
         m_ticket = ticket;
         return HistoryOrderGetInteger(ticket, ORDER_STATE);
        }
      return -1;
     }

   bool              HasPosition(const StepEntry &entry)
     {
      int total = PositionsTotal();
      for(int i = 0; i < total; i++)
        {
         ulong ticket = PositionGetTicket(i);
         ulong magic = (ulong)PositionGetInteger(POSITION_MAGIC);
         if(ticket != 0 && IsOf(entry, magic, PositionGetString(POSITION_COMMENT), 0))
            return true;
        }
      return false;
     }

   void              FindMade(const StepEntry &entry)
     {
      SumDeals(entry);
      bool pending = entry.action == STEP_PENDING;
      bool whole = m_dealt > 0.0 && m_dealt >= entry.lots - LOT_TOLERANCE;
      if(whole && !pending)
        {
         m_finding.deal = m_firstDeal;
         Conclude(FOUND_DONE, RETCODE_DONE, "found in the venue's records");
         return;
        }
      bool standing = FindStanding(entry);
      if(standing && entry.action == STEP_LOST)
         pending = OrderGetInteger(ORDER_TYPE) > ORDER_TYPE_SELL;
      long past = standing ? -1 : FindPast(entry);
      if(pending && (standing || m_dealt > 0.0 || (past >= 0 && past != ORDER_STATE_REJECTED)))
         Conclude(FOUND_DONE, RETCODE_DONE, "found in the venue's records");
      else if(past == ORDER_STATE_REJECTED)
         Conclude(FOUND_REFUSED, RETCODE_REJECT, "the venue's records say that it was rejected");
      else if(past == ORDER_STATE_CANCELED || past == ORDER_STATE_EXPIRED)
         ConcludeCancelled();
      else if(standing || past >= 0 || m_dealt > 0.0 || HasPosition(entry))
         Conclude(FOUND_TRACE, 0, "");
     }

   /** A market order whose rest was cancelled: what was dealt before that is all of it. */
   void              ConcludeCancelled(void)
     {
      double filled = HistoryOrderGetDouble(m_ticket, ORDER_VOLUME_INITIAL) -
                      HistoryOrderGetDouble(m_ticket, ORDER_VOLUME_CURRENT);
      m_finding.deal = m_firstDeal;
      if(m_dealt > 0.0 && m_dealt >= filled - LOT_TOLERANCE)
         Conclude(FOUND_DONE, RETCODE_DONE_PARTIAL, "found in the venue's records, in part");
      else if(filled < LOT_TOLERANCE && m_dealt == 0.0)
         Conclude(FOUND_REFUSED, RETCODE_REJECT, "the venue's records say that it was cancelled");
      else
         Conclude(FOUND_TRACE, 0, "");
     }

   /** True when the two prices are the same to half a point. */
   bool              IsSame(const double is, const double wanted, const string symbol)
     {
      return MathAbs(is - wanted) < SymbolInfoDouble(symbol, SYMBOL_POINT) / 2.0;
     }

   void              FindModified(const StepEntry &entry)
     {
      m_ticket = entry.target;
      if(OrderSelect(entry.target))
        {
         bool same = IsSame(OrderGetDouble(ORDER_PRICE_OPEN), entry.price, entry.symbol) &&
                     IsSame(OrderGetDouble(ORDER_SL), entry.sl, entry.symbol) &&
                     IsSame(OrderGetDouble(ORDER_TP), entry.tp, entry.symbol) &&
                     IsSame(OrderGetDouble(ORDER_PRICE_STOPLIMIT), entry.stoplimit, entry.symbol) &&
                     OrderGetInteger(ORDER_TYPE_TIME) == OrderTimeOf(entry);
         if(same && entry.expires > 0)
            same = OrderGetInteger(ORDER_TIME_EXPIRATION) == (long)g_clock.ServerOfUtcMs(entry.expires);
         if(same)
            Conclude(FOUND_DONE, RETCODE_DONE, "the order is as it was to become");
        }
      else if(HistoryOrderSelect(entry.target))
         Conclude(FOUND_REFUSED, RETCODE_INVALID_ORDER, "the order stands no more");
     }

   void              FindRemoved(const StepEntry &entry)
     {
      m_ticket = entry.target;
      if(OrderSelect(entry.target) || !HistoryOrderSelect(entry.target))
         return;
      if(HistoryOrderGetInteger(entry.target, ORDER_STATE) == ORDER_STATE_CANCELED)
         Conclude(FOUND_DONE, RETCODE_DONE, "the order is cancelled");
      else
         Conclude(FOUND_REFUSED, RETCODE_INVALID_ORDER, "the order ended otherwise");
     }

   void              FindStops(const StepEntry &entry)
     {
      if(PositionSelectByTicket(entry.position))
        {
         if(IsSame(PositionGetDouble(POSITION_SL), entry.sl, entry.symbol) &&
            IsSame(PositionGetDouble(POSITION_TP), entry.tp, entry.symbol))
            Conclude(FOUND_DONE, RETCODE_DONE, "the position is as it was to become");
         return;
        }
      // Not seen may be not seen yet; a deal that takes it out is proof.
      int total = HistoryDealsTotal();
      for(int i = 0; i < total; i++)
        {
         ulong deal = HistoryDealGetTicket(i);
         if((ulong)HistoryDealGetInteger(deal, DEAL_POSITION_ID) == entry.position &&
            HistoryDealGetInteger(deal, DEAL_ENTRY) != DEAL_ENTRY_IN)
           {
            Conclude(FOUND_REFUSED, RETCODE_POSITION_CLOSED, "the position is closed");
            return;
           }
        }
     }

public:
   /** Only while the terminal is connected to its server; `fromMs` is epoch milliseconds before the step. */
   void              Look(const StepEntry &entry, const long fromMs, Finding &finding)
     {
      m_finding.found = FOUND_NOTHING;
      m_finding.retcode = 0;
      m_finding.message = "";
      m_finding.ticket = entry.ticket;
      m_finding.deal = 0;
      m_dealt = 0.0;
      m_firstDeal = 0;
      m_ticket = entry.ticket;
      datetime from = g_clock.ServerOfUtcMs(fromMs - LOOKUP_MARGIN_MS);
      if(HistorySelect(from, (datetime)END_OF_TIME))
        {
         if(entry.action == STEP_MODIFY)
            FindModified(entry);
         else if(entry.action == STEP_REMOVE)
            FindRemoved(entry);
         else if(entry.action == STEP_SLTP)
            FindStops(entry);
         else
            FindMade(entry);
        }
      finding = m_finding;
     }
  };

CLookup g_lookup;

#endif

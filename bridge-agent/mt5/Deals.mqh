//+------------------------------------------------------------------+
//| Deals.mqh: deals, and pending orders that ended without one.      |
//+------------------------------------------------------------------+
#ifndef SALLYPORT_DEALS_MQH
#define SALLYPORT_DEALS_MQH

/** How often the history is read again, for what no transaction told of. */
#define SCAN_EVERY_US 2000000
/** How far behind its newest record a scan begins: records may come late, with lower tickets. */
#define SCAN_OVERLAP_S 120
/** The same after a lost connection, and at the start. */
#define LONG_OVERLAP_S 86400
/**
 * How far before the agent's last deal a `sync` begins: a deal with a lower ticket may have come into the
 * history after it. The agent knows a deal by its ticket when it is told again.
 */
#define SYNC_OVERLAP_S 60
/** An agent without a last deal is told so much: what is older it gets when it asks for the step (`query`). */
#define NEW_AGENT_S 2592000
/** When so many tickets are remembered, those outside of the scan's window are forgotten. */
#define TOLD_MOST 20000
/** A transaction's record that is not there yet is looked for so long; after that the scan finds it. */
#define RETRY_US 3000000

/**
 * Transactions come in any order and some never do, so they are only a hint to look: what is told is what
 * the history says, and what the history says is told whether or not a transaction came for it.
 */
class CDeals
  {
private:
   CIndex            m_told;
   CIndex            m_toldGone;
   /** Server time from which the next scan reads, and before which none does: the `sync` began there. */
   long              m_scanFrom;
   long              m_floor;
   ulong             m_scannedAt;
   bool              m_live;
   ulong             m_queue[];
   ulong             m_queuedAt[];
   int               m_queueCount;
   /** What the scan and the transactions found last; positions and the account follow from deals. */
   bool              m_fresh;

   /** The deal must be in the selected history, which may be another one afterwards. */
   void              Tell(const ulong deal)
     {
      m_told.Put(deal, 1);
      m_fresh = true;
      if(m_live && HistoryDealGetInteger(deal, DEAL_TYPE) <= DEAL_TYPE_SELL)
         g_standing.Dealt((ulong)HistoryDealGetInteger(deal, DEAL_POSITION_ID));
      SendDeal(deal);
     }

   void              TellGone(const ulong ticket)
     {
      m_toldGone.Put(ticket, 1);
      SendGone(ticket);
     }

   /**
    * Tells what the history has from this server time on and was not told. Tickets are listed first: telling
    * a deal may select another part of the history. Deals are told by rising ticket.
    */
   void              Scan(const long from)
     {
      if(!HistorySelect((datetime)from, (datetime)END_OF_TIME))
         return;
      ulong deals[];
      ulong orders[];
      int dealCount = 0;
      int orderCount = 0;
      long newest = from;
      int total = HistoryDealsTotal();
      ArrayResize(deals, total);
      for(int i = 0; i < total; i++)
        {
         ulong deal = HistoryDealGetTicket(i);
         newest = MathMax(newest, HistoryDealGetInteger(deal, DEAL_TIME));
         if(!m_told.Has(deal))
           {
            deals[dealCount] = deal;
            dealCount++;
           }
        }
      total = HistoryOrdersTotal();
      ArrayResize(orders, total);
      for(int i = 0; i < total; i++)
        {
         ulong order = HistoryOrderGetTicket(i);
         if(!m_toldGone.Has(order) && IsGoneOrder(order))
           {
            orders[orderCount] = order;
            orderCount++;
           }
        }
      TellLists(deals, dealCount, orders, orderCount);
      if(newest - SCAN_OVERLAP_S > m_scanFrom)
         m_scanFrom = newest - SCAN_OVERLAP_S;
     }

   void              TellLists(ulong &deals[], const int dealCount, ulong &orders[], const int orderCount)
     {
      ArrayResize(deals, dealCount);
      if(dealCount > 1)
         ArraySort(deals);
      for(int i = 0; i < dealCount; i++)
         if(HistoryDealSelect(deals[i]))
            Tell(deals[i]);
      for(int i = 0; i < orderCount; i++)
         if(HistoryOrderSelect(orders[i]))
            TellGone(orders[i]);
     }

   /** Forgets tickets that the next scans will not see again. */
   void              Forget(void)
     {
      if(m_told.Count() + m_toldGone.Count() < TOLD_MOST || !HistorySelect((datetime)m_scanFrom, (datetime)END_OF_TIME))
         return;
      CIndex told;
      told.Clear();
      int total = HistoryDealsTotal();
      for(int i = 0; i < total; i++)
        {
         ulong deal = HistoryDealGetTicket(i);
         if(m_told.Has(deal))
            told.Put(deal, 1);
        }
      m_told.Clear();
      for(int i = 0; i < total; i++)
        {
         ulong deal = HistoryDealGetTicket(i);
         if(told.Has(deal))
            m_told.Put(deal, 1);
        }
      ForgetGone();
     }

   void              ForgetGone(void)
     {
      CIndex told;
      told.Clear();
      int total = HistoryOrdersTotal();
      for(int i = 0; i < total; i++)
        {
         ulong order = HistoryOrderGetTicket(i);
         if(m_toldGone.Has(order))
            told.Put(order, 1);
        }
      m_toldGone.Clear();
      for(int i = 0; i < total; i++)
        {
         ulong order = HistoryOrderGetTicket(i);
         if(told.Has(order))
            m_toldGone.Put(order, 1);
        }
     }

   /** A ticket whose record is not there yet; even tickets of deals and orders may be the same number. */
   bool              TellQueued(const ulong ticket)
     {
      bool told = m_told.Has(ticket);
      if(!told && HistoryDealSelect(ticket))
        {
         Tell(ticket);
         told = true;
        }
      return told;
     }

public:
   void              Start(void)
     {
      m_told.Clear();
      m_toldGone.Clear();
      m_scanFrom = 0;
      m_floor = 0;
      m_scannedAt = 0;
      m_live = false;
      m_queueCount = 0;
      m_fresh = false;
     }

   /** The link has ended: the next `Sync` begins anew. */
   void              Silence(void)
     {
      m_live = false;
      m_queueCount = 0;
     }

   /** True once after deals were told. */
   bool              TakeFresh(void)
     {
      bool fresh = m_fresh;
      m_fresh = false;
      return fresh;
     }

   /** The newest deal of the history that is selected, or `least`. */
   ulong             Newest(const ulong least)
     {
      ulong newest = least;
      int total = HistoryDealsTotal();
      for(int i = 0; i < total; i++)
         newest = MathMax(newest, HistoryDealGetTicket(i));
      return newest;
     }

   /** True when the terminal's history reaches as far as the agent's. */
   bool              Reaches(const ulong lastDeal)
     {
      return lastDeal == 0 || HistoryDealSelect(lastDeal);
     }

   /** Answers `sync`: tells deals and ended orders since the agent's last deal; the answer is the newest. */
   ulong             Sync(const ulong lastDeal)
     {
      m_told.Clear();
      m_toldGone.Clear();
      m_queueCount = 0;
      m_live = false;
      long from = (long)TimeTradeServer() - NEW_AGENT_S;
      ulong known = 0;
      if(lastDeal != 0)
        {
         from = 0;
         if(HistoryDealSelect(lastDeal))
           {
            known = lastDeal;
            m_told.Put(lastDeal, 1);
            from = HistoryDealGetInteger(lastDeal, DEAL_TIME) - SYNC_OVERLAP_S;
           }
        }
      m_floor = MathMax(from, (long)0);
      m_scanFrom = m_floor;
      NoteBefore(m_floor);
      HistorySelect((datetime)m_scanFrom, (datetime)END_OF_TIME);
      ulong newest = Newest(known);
      Scan(m_scanFrom);
      m_scannedAt = Monotonic();
      m_live = true;
      return newest;
     }

   /**
    * The agent has asked for a step that came to this deal. It may be older than what the `sync` told an
    * agent that had lost its journal; then it is told now, with the others of its order.
    */
   void              TellOlder(const ulong order, const ulong deal)
     {
      if(!m_live || deal == 0 || m_told.Has(deal) || !HistorySelect(0, (datetime)END_OF_TIME))
         return;
      ulong deals[];
      ulong none[];
      int count = 0;
      int total = HistoryDealsTotal();
      ArrayResize(deals, total);
      for(int i = 0; i < total; i++)
        {
         ulong one = HistoryDealGetTicket(i);
         if(m_told.Has(one) || (one != deal && (ulong)HistoryDealGetInteger(one, DEAL_ORDER) != order))
            continue;
         deals[count] = one;
         count++;
        }
      TellLists(deals, count, none, 0);
     }

   /** Notes who made the deals and orders of the last day, so that a lost journal shows. */
   void              NoteBefore(const long until)
     {
      long from = MathMin(until, (long)TimeTradeServer() - LONG_OVERLAP_S);
      if(!HistorySelect((datetime)MathMax(from, (long)0), (datetime)END_OF_TIME))
         return;
      int total = HistoryOrdersTotal();
      for(int i = 0; i < total; i++)
        {
         ulong ticket = HistoryOrderGetTicket(i);
         ulong magic = (ulong)HistoryOrderGetInteger(ticket, ORDER_MAGIC);
         string comment = HistoryOrderGetString(ticket, ORDER_COMMENT);
         if(g_steps.Owner(magic, comment, ticket) < 0)
            NoteUnowned(magic, comment);
        }
     }

   /** The terminal was cut off from its server and is back: what happened meanwhile may have any time. */
   void              LookFurtherBack(void)
     {
      m_scanFrom = MathMax(m_floor, m_scanFrom - LONG_OVERLAP_S);
      m_scannedAt = 0;
     }

   void              OnTransaction(const MqlTradeTransaction &transaction)
     {
      if(!m_live)
         return;
      if(transaction.type == TRADE_TRANSACTION_DEAL_ADD)
        {
         ArrayResize(m_queue, m_queueCount + 1, 256);
         ArrayResize(m_queuedAt, m_queueCount + 1, 256);
         m_queue[m_queueCount] = transaction.deal;
         m_queuedAt[m_queueCount] = Monotonic();
         m_queueCount++;
        }
      if(transaction.type == TRADE_TRANSACTION_HISTORY_ADD && !m_toldGone.Has(transaction.order) &&
         HistoryOrderSelect(transaction.order) && IsGoneOrder(transaction.order))
         TellGone(transaction.order);
     }

   /** Tells what transactions announced, and now and then what they did not. */
   void              Work(void)
     {
      if(!m_live)
         return;
      ulong now = Monotonic();
      int kept = 0;
      for(int i = 0; i < m_queueCount; i++)
        {
         ulong ticket = m_queue[i];
         ulong since = m_queuedAt[i];
         if(TellQueued(ticket) || now - since > RETRY_US)
            continue;
         m_queue[kept] = ticket;
         m_queuedAt[kept] = since;
         kept++;
        }
      m_queueCount = kept;
      if(now - m_scannedAt < SCAN_EVERY_US)
         return;
      m_scannedAt = now;
      Scan(m_scanFrom);
      Forget();
     }
  };

CDeals g_deals;

#endif
